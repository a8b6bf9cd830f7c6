// Reads receipts (`audit bundle`), one JSON object a line, and has Sigstore's verifier check each: the Merkle path of the
// record (RFC 6962) and the checkpoint, a C2SP signed note. Prints "ok" or the verifier's complaint for each.
"use strict";

const crypto = require("node:crypto");
const readline = require("node:readline");
const { verifyCheckpoint } = require("@sigstore/verify/dist/timestamp/checkpoint.js");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/timestamp/merkle.js");

// "<name>+<hash>+<base64 of 0x01 and the Ed25519 key>" as the verifier knows logs.
function logOf(key) {
  const [, hash, ...encoded] = key.split("+");
  const raw = Buffer.from(encoded.join("+"), "base64");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw.subarray(1)]);
  return {
    logID: Buffer.concat([Buffer.from(hash, "hex"), Buffer.alloc(28)]),
    publicKey: crypto.createPublicKey({ key: spki, format: "der", type: "spki" }),
    validFor: { start: new Date(0), end: new Date(8640000000000000) },
  };
}

function check(receipt) {
  const [, size, root] = receipt.checkpoint.split("\n");
  const entry = {
    canonicalizedBody: Buffer.from(receipt.line, "utf8"),
    integratedTime: "1700000000",
    inclusionProof: {
      logIndex: receipt.id.split("/")[1],
      treeSize: size,
      rootHash: Buffer.from(root, "base64"),
      hashes: receipt.path.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: receipt.checkpoint },
    },
  };
  verifyMerkleInclusion(entry);
  verifyCheckpoint(entry, [logOf(receipt.key)]);
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  try {
    check(JSON.parse(line));
    console.log("ok");
  } catch (error) {
    console.log(error.message);
  }
});
