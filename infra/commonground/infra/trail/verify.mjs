// A second verifier of an audit export, independent of Commonground's own code: written from the specification in
// infra/decisions/0015-audit-chain.md, for Node 18 or newer, with nothing but what Node brings.
//
//   node verify.mjs EXPORT.jsonl [EXPORT.jsonl …] [--heads HEADS.jsonl …] [--key PUBLIC-KEY …]
//
// Keys are what `commonground audit key` prints. Without --key, those that the files themselves name are believed, and a
// remark says so. Ends with 0 when everything fits, with 1 when something does not, with 2 when a file can't be read.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const FIELDS = ["tenant_id", "id", "at", "staff_id", "action", "subject_kind", "subject_id", "reference", "why", "address",
  "request_id", "session_id"];
const sha256 = (...parts) => parts.reduce((made, part) => made.update(part), createHash("sha256")).digest("hex");

function canonical(entry) {
  const parts = [Buffer.from([1])];
  for (const name of FIELDS) {
    const length = Buffer.alloc(4, 0xff);
    parts.push(length);
    if (entry[name] === null) continue;
    const value = Buffer.from(entry[name], "utf8");
    length.writeUInt32BE(value.length);
    parts.push(value);
  }
  return Buffer.concat(parts);
}

const keyId = (text) => sha256(Buffer.from(text, "base64")).slice(0, 16);

// An Ed25519 key of 32 bytes, in the wrapping that Node wants (RFC 8410).
const publicKey = (text) => createPublicKey({ format: "der", type: "spki",
  key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(text, "base64")]) });

function isGenuine(head, keys) {
  const text = keys.get(head.key);
  const said = ["commonground audit head 1", head.council, head.sequence, head.hash, head.signed_at, head.key].join("\n");
  return text !== undefined && verify(null, Buffer.from(said), publicKey(text), Buffer.from(head.signature, "base64"));
}

async function* linesOf(file) {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line !== "") yield JSON.parse(line);
  }
}

class Chain {
  constructor(say) {
    Object.assign(this, { say, number: 0, hash: "", council: "", first: 1, heads: [], keys: new Map(), seen: new Set() });
    this.signed = new Map();
    this.waiting = 0;
  }

  take(line) {
    if (line.kind === "chain") this.begin(line);
    else if (line.kind === "link") this.link(line);
    else if (line.kind === "unlinked") this.unlinked(line);
    else if (line.kind === "head") this.heads.push(line);
    else if (line.kind === "key") this.keys.set(keyId(line.public), line.public);
    else this.say(`A line of an unknown kind: ${line.kind}.`);
  }

  begin(line) {
    if (line.form !== 1) this.say(`The form ${line.form} of the chain is not known here.`);
    Object.assign(this, { council: line.council, first: line.first, number: line.first - 1, hash: line.before });
    const genesis = sha256(`commonground audit 1 ${line.council}`);
    this.signed.set(line.first - 1, line.before);
    if (line.first === 1 && line.before !== genesis) this.say("The chain does not begin as this council's must.");
  }

  link({ sequence, hash, id, entry }) {
    const follows = sequence === this.number + 1;
    if (!follows) this.say(`Link ${sequence} follows link ${this.number}: links are missing, or out of order.`);
    if (this.seen.has(id)) this.say(`Entry ${id} is linked a second time, as link ${sequence}.`);
    this.seen.add(id);
    if (entry === null) this.say(`Entry ${id}, link ${sequence}, was deleted.`);
    else if (entry.id !== id || entry.tenant_id !== this.council) this.say(`Link ${sequence} holds another entry than ${id}.`);
    else if (follows && sha256(Buffer.from(this.hash, "hex"), canonical(entry)) !== hash) {
      this.say(`Entry ${id} (${entry.action}, ${entry.at}), link ${sequence}, is not what was linked.`);
    }
    Object.assign(this, { number: Math.max(this.number, sequence), hash });
    this.signed.set(sequence, hash);
  }

  unlinked({ entry, waits }) {
    if (waits) this.waiting += 1;
    else this.say(`Entry ${entry.id} was never linked: it was put in past the chain.`);
  }

  end(believed) {
    const keys = believed.size ? believed : this.keys;
    let signedTo = this.first - 1;
    for (const head of this.heads.filter((each) => each.council === this.council)) {
      if (!isGenuine(head, keys)) this.say(`The head of link ${head.sequence} is false: its signature or its key.`);
      else if (head.sequence > this.number) {
        this.say(`The chain ends at link ${this.number}; at ${head.signed_at} it was signed that it had ${head.sequence}.`);
      } else if (head.sequence >= this.first - 1 && this.signed.get(head.sequence) !== head.hash) {
        this.say(`Link ${head.sequence} is not the one that was signed at ${head.signed_at}: the chain was written anew.`);
      } else signedTo = Math.max(signedTo, head.sequence);
    }
    const after = this.number - signedTo;
    const own = believed.size ? "" : " The keys are the file's own word: compare them with those that were published.";
    return `links ${this.first} to ${this.number}, ${after} of them after the last head, ${this.waiting} waiting.${own}`;
  }
}

const files = [], extra = [], believed = new Map();
for (let words = process.argv.slice(2); words.length; words.shift()) {
  if (words[0] === "--heads") extra.push(words[1]), words.shift();
  else if (words[0] === "--key") believed.set(keyId(words[1]), words[1]), words.shift();
  else files.push(words[0]);
}
if (!files.length) console.error("node verify.mjs EXPORT.jsonl … [--heads HEADS.jsonl …] [--key PUBLIC-KEY …]");
let worst = files.length ? 0 : 2;
for (const file of files) {
  const found = [];
  const chain = new Chain((sentence) => found.push(sentence));
  try {
    for (const each of [file, ...extra]) for await (const line of linesOf(each)) chain.take(line);
    const summary = chain.end(believed);
    if (!chain.number && !chain.waiting) throw new Error("nothing of a chain is in it");
    for (const sentence of found) console.log(`${file}: ${sentence}`);
    console.log(`${file}: ${found.length ? `${found.length} found` : "fits"}: ${summary}`);
    worst = Math.max(worst, found.length ? 1 : 0);
  } catch (error) {
    console.log(`${file}: can't be read: ${error.message}`);
    worst = 2;
  }
}
process.exitCode = worst;
