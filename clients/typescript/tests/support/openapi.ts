import openapiTS, { astToString, type OpenAPI3, type SchemaObject } from "openapi-typescript"
import ts from "typescript"

const { factory } = ts

/** The types of an OpenAPI document, made by a program that is not ours. */
export const openapiTypes = async (document: OpenAPI3): Promise<string> =>
  astToString(await openapiTS(document, { emptyObjectsUnknown: true, transform: closed }))

/** An object without members, for which that program writes an object with any members. */
function closed(schema: SchemaObject): ts.TypeNode | undefined {
  const isClosed = "additionalProperties" in schema && schema.additionalProperties === false
  if (schema.type !== "object" || !isClosed || "properties" in schema) return
  return factory.createTypeReferenceNode("Record", [
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword),
  ])
}
