// An OpenID provider on loopback: panva's certified oidc-provider. Prints `ready <issuer>`.
//
// node provider.mjs CALLBACK SECRET HOST   without SECRET its clients are public; HOST is loopback's name in the issuer.
// Nobody has to type, but for who comes with a browser: it is shown a form, in which one account is as good as another.
//
// POST /__who   {claims}   who logs in from now on: `sub` and whatever the provider is to say of them
// POST /__keys             signs with a new key from now on, and publishes that one alone
// GET  /__asked            how often each address was asked, since the last time somebody asked this
import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";

URL.parse ??= (...given) => (URL.canParse(...given) ? new URL(...given) : null); // Debian's node 18 has none
const { default: Provider } = await import("../quality/node_modules/oidc-provider/lib/index.js");

const [callback, secret, host] = process.argv.slice(2);
const TOKEN_SECONDS = 60;
const SCOPE = "openid email profile";
let who = { sub: "niemand" };
let asked = {};
let provider;

const newKey = () => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(),
  use: "sig",
  alg: "RS256",
});

const configuration = (key) => ({
  clients: ["portaal", "ander"].map((client_id) => ({
    client_id,
    ...(secret ? { client_secret: secret } : { token_endpoint_auth_method: "none" }),
    redirect_uris: [callback],
    response_types: ["code"],
    grant_types: ["authorization_code"],
  })),
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username", "groups"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  ttl: { IdToken: TOKEN_SECONDS, AccessToken: 60, AuthorizationCode: 60, Session: 3600, Interaction: 600, Grant: 3600 },
  interactions: { url: (_, interaction) => `/__login/${interaction.uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...who, sub }) }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(SCOPE);
    await grant.save();
    return grant;
  },
});

const LOGIN = `<!doctype html><html lang="nl"><title>Aanbieder</title><h1>Wie ben je?</h1>
<form method="post"><label>Account <input name="account" required></label><button>Ga verder</button></form></html>`;

const bodyOf = async (request) => {
  let text = "";
  for await (const piece of request) text += piece;
  return text;
};

const server = createServer(async (request, response) => {
  const path = request.url.split("?")[0];
  if (path === "/__who") {
    who = JSON.parse(await bodyOf(request));
    response.end();
  } else if (path === "/__keys") {
    provider = new Provider(issuer, configuration(newKey()));
    response.end();
  } else if (path === "/__asked") {
    response.end(JSON.stringify(asked));
    asked = {};
  } else if (path.startsWith("/__login/") && request.method === "GET" && request.headers.accept?.includes("text/html")) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(LOGIN);
  } else if (path.startsWith("/__login/")) {
    const account = new URLSearchParams(await bodyOf(request)).get("account");
    if (account) who = { sub: account, name: account.split("@")[0], email: account, email_verified: true };
    await provider.interactionFinished(request, response, { login: { accountId: who.sub, remember: true } });
  } else {
    asked[path] = (asked[path] ?? 0) + 1;
    provider.callback()(request, response);
  }
});

await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://${host}:${server.address().port}`;
provider = new Provider(issuer, configuration(newKey()));
console.log(`ready ${issuer}`);
