import CommandLineTool

await Casebook.start()
