// @modelcontextprotocol/sdk 1.x names this type of browsers, which Node 20's types do not declare.
type HeadersInit = import("undici").HeadersInit;
// gpt-tokenizer names this one too.
type TextDecoder = import("node:util").TextDecoder;
