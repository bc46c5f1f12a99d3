import openapiTS, { astToString, type OpenAPI3, type SchemaObject } from "openapi-typescript"
import ts from "typescript"

const { factory } = ts

/** The types of a document of OpenAPI, by somebody else's program. */
export const openapiTypes = async (document: OpenAPI3): Promise<string> =>
  astToString(await openapiTS(document, { emptyObjectsUnknown: true, transform: closed }))

/** An object that may have no members at all, which the program takes for one that may have any. */
function closed(schema: SchemaObject): ts.TypeNode | undefined {
  const isClosed = "additionalProperties" in schema && schema.additionalProperties === false
  if (schema.type !== "object" || !isClosed || "properties" in schema) return
  return factory.createTypeReferenceNode("Record", [
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword),
  ])
}
