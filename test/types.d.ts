// @modelcontextprotocol/sdk 1.x names this type of browsers, which Node 20's types do not declare.
type HeadersInit = import("undici").HeadersInit;
// gpt-tokenizer names this one too.
type TextDecoder = import("node:util").TextDecoder;
// oidc-provider brings no types.
declare module "oidc-provider" {
  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): import("node:http").RequestListener;
  }
}
