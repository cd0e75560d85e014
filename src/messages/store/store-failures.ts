import type { AddressProblem, AddressSource } from "../../rate-limit/valkey/address.ts";
import type { LinkFailure } from "../../rate-limit/valkey/link.ts";
import type { ValkeyState } from "../../rate-limit/valkey/open.ts";
import { quoted } from "../../utils/clean-text.ts";

const EXAMPLE = "valkey://cache.internal:6379";

/** What is wrong with the address of the common count, and what to do. It repeats nothing of the address. */
export function explainAddressProblem(problem: AddressProblem): string {
  switch (problem.kind) {
    case "password-in-argument":
      return "A password does not belong on a command line: everybody on this machine can read it there, and the shell keeps it in its history. Leave --store out. Put the whole address into the variable KEYSCOPE_STORE_URL, or into a file that KEYSCOPE_STORE_URL_FILE names.";
    case "several":
      return `The address of the store is given more than once: ${problem.sources.map(nameOf).join(" and ")}. Leave one.`;
    case "unreadable-file":
      return `The file ${quoted(problem.path)}, which KEYSCOPE_STORE_URL_FILE names, cannot be read${problem.code === undefined ? "" : ` (${problem.code})`}. Check that it is there and that the user of this server may read it.`;
    case "not-an-address":
      return `${upperFirst(nameOf(problem.source))} holds no address that can be read. Write it as ${EXAMPLE}. In a password, write other characters than letters and digits percent-encoded: %2F for a slash, %40 for an at sign.`;
    case "scheme":
      return `${upperFirst(nameOf(problem.source))} names no Valkey or Redis. Write the address as ${EXAMPLE}, or with valkeys:// where the connection must be encrypted; redis:// and rediss:// mean the same.`;
    case "parameters":
      return `${upperFirst(nameOf(problem.source))} has something after a question mark or a hash sign, which nothing here reads. Take it out: an address is as ${EXAMPLE}, and with valkeys:// the connection is encrypted. If that stands in the password, write it as %3F or %23.`;
    case "database":
      return `${upperFirst(nameOf(problem.source))} has a path that is no number. After the host only the number of the database may stand, as in ${EXAMPLE}/2.`;
    default:
      return problem satisfies never;
  }
}

function nameOf(source: AddressSource): string {
  switch (source) {
    case "--store":
      return "--store";
    case "KEYSCOPE_STORE_URL":
      return "the variable KEYSCOPE_STORE_URL";
    case "KEYSCOPE_STORE_URL_FILE":
      return "the file that KEYSCOPE_STORE_URL_FILE names";
    default:
      return source satisfies never;
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What happened to the common count and what this server does now, for its log and for /readyz. Without secrets. */
export function describeStore(state: ValkeyState): string {
  switch (state.kind) {
    case "joining":
      return `Finding out from the store ${state.server} what other servers have sent. This takes about two seconds.`;
    case "shared":
      return `Counting requests together with the other servers, in the store ${state.server}.`;
    case "alone":
      return `${whatHappened(state.failure, state.server)} Until it does, this server counts alone: first it sends no more than it did before, and after a while a quarter of each limit. It joins the others again by itself.`;
    default:
      return state satisfies never;
  }
}

/** A sentence or two, after which "until it does" says until when. */
function whatHappened(failure: LinkFailure, server: string): string {
  const texts: Readonly<Record<LinkFailure, string>> = {
    dns: `The store ${server} is not found: its name is unknown. Check that the name in the address resolves here.`,
    refused: `The store ${server} does not answer: nothing listens there. Check that it runs, and its port.`,
    lost: `The connection to the store ${server} broke off, and it does not answer yet. Check that it runs.`,
    timeout: `The store ${server} does not answer in time. Check that it runs, and the network between.`,
    tls: `The store ${server} does not make an encrypted connection: its certificate is not accepted, or it speaks without TLS. Check the address, and set NODE_EXTRA_CA_CERTS to the file of your own authority.`,
    protocol: `What answers at ${server} does not speak as Valkey or Redis do. Check host and port.`,
    login: `The store ${server} does not accept the login. Check user and password in the address that this server was given.`,
    permission: `The store ${server} does not permit what is needed. Give its user EVAL, EVALSHA, TIME, INFO and the commands on hashes and sorted sets, for keys that begin with keyscope:.`,
    "read-only": `The store ${server} does not take anything in: it is a read-only copy of another. Name the primary in the address.`,
    memory: `The store ${server} does not take anything in: its memory is full. Give it more, or take out what others keep there.`,
    disk: `The store ${server} does not take anything in: it cannot write its own data to disk. Its log says why.`,
    loading: `The store ${server} does not work yet: it is loading its data.`,
    busy: `The store ${server} does not answer: it is busy with somebody's script.`,
    cluster: `The store ${server} does not keep our keys itself: it is part of a cluster, or has lost its primary. Give the address of one that stands by itself.`,
    "no-script": `The store ${server} does not keep scripts. Check what stands between.`,
    other: `The store ${server} does not do what is asked of it. Its version must be Valkey 7 or Redis 6 at least.`,
  };
  return texts[failure];
}
