// Runs in the extension host, in front of the real tests. The workbench's own log reaches the
// launcher through the same channel as the extension host's console, so the latter gets a mark.
const { format } = require('node:util');

const mark = process.env.INTERPAIR_CONSOLE_MARK;

exports.run = async () => {
  // VS Code's own console ignores assignments to its methods.
  const marked = Object.create(console);
  for (const kind of ['log', 'info', 'warn', 'error', 'debug']) {
    const print = console[kind].bind(console);
    Object.defineProperty(marked, kind, { value: (...args) => print(mark + format(...args)) });
  }
  globalThis.console = marked;
  return await require(process.env.INTERPAIR_TESTS_PATH).run();
};
