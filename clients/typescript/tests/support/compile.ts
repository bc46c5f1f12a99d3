import { join } from "node:path"
import ts from "typescript"

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
}

/** Compiles files that exist only in memory, and returns the errors. */
export function compile(files: Record<string, string>): string[] {
  const folder = import.meta.dirname
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(folder, name), text]))
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists } = host
  host.fileExists = (file) => texts.has(file) || fileExists(file)
  host.getSourceFile = (file, target) => {
    const text = texts.get(file)
    return text === undefined
      ? getSourceFile(file, target)
      : ts.createSourceFile(file, text, target, true)
  }
  const program = ts.createProgram([...texts.keys()], OPTIONS, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.text.slice(0, start).split("\n").length : 0
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
  })
}
