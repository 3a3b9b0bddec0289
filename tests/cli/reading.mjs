// Loaded before the command: says when standard input is being read.
const { stdin } = process;
const { on } = stdin;
stdin.on = (event, ...rest) => {
  if (event === "readable") {
    process.stderr.write("reading\n");
  }
  return on.call(stdin, event, ...rest);
};
