// Draws messages with slack-blocks-to-jsx. Arguments: the folder with node_modules. On stdin a list of lists of
// blocks; on stdout, for each, {html} or {error}.
const path = require("node:path");
const { createRequire } = require("node:module");

const there = createRequire(path.join(process.argv[2], "package.json"));
const React = there("react");
const { renderToStaticMarkup } = there("react-dom/server");
const { Message } = there("slack-blocks-to-jsx");

const LOGO = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

function drawn(blocks) {
  try {
    const props = { blocks, logo: LOGO, name: "Heartline", time: new Date(0), withoutWrapper: false };
    return { html: renderToStaticMarkup(React.createElement(Message, props)) };
  } catch (error) {
    return { error: String(error) };
  }
}

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () => {
  const messages = JSON.parse(Buffer.concat(pieces).toString("utf-8"));
  process.stdout.write(JSON.stringify(messages.map(drawn)));
});
