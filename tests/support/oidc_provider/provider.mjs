// Runs the certified oidc-provider for tests: one issuer for each council, each on a free loopback port.
//
//   node provider.mjs <folder of the installed oidc-provider> '<the councils as JSON>'
//
// Prints one line of JSON, {"larkmere": "http://127.0.0.1:40001", …}, when all of them listen.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, councils] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(path.join(folder, 'lib', 'index.js')));

const keys = () => [
  { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig' },
  { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), use: 'sig' },
];

function configuration(council) {
  return {
    clients: [{
      client_id: council.client_id,
      client_secret: council.client_secret,
      redirect_uris: council.redirect_uris,
      post_logout_redirect_uris: council.post_logout_redirect_uris,
      id_token_signed_response_alg: council.algorithm,
      token_endpoint_auth_method: council.authentication,
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    jwks: { keys: keys() },
    // Cookies know no ports: the issuers would otherwise share a session.
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: { session: `${council.code}_session`, interaction: `${council.code}_interaction`, resume: `${council.code}_resume` },
    },
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    conformIdTokenClaims: !council.claims_in_id_token,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => {
      const account = council.accounts.find(({ sub }) => sub === id);
      return account && { accountId: id, claims: () => account };
    },
    // Nobody is asked for consent: the council has given it for its staff.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}

// The sign-in page: `login_hint` goes straight on, anybody else chooses.
async function interaction(provider, council, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const chosen = new URL(request.url, 'http://localhost').searchParams.get('as') ?? params.login_hint;
  if (chosen === undefined) {
    const links = council.accounts.map(({ sub, name }) => `<li><a href="?as=${encodeURIComponent(sub)}">Sign in as ${name}</a></li>`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Sign in</title><main><h1>Sign in</h1><ul>${links.join('')}</ul></main>`);
    return;
  }
  const known = council.accounts.some(({ sub }) => sub === chosen);
  const result = known ? { login: { accountId: chosen, remember: false } } : { error: 'access_denied' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function start(council) {
  const server = createServer();
  await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(council));
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) {
      callback(request, response);
      return;
    }
    interaction(provider, council, request, response).catch((error) => {
      response.statusCode = 400;
      response.end(String(error));
    });
  });
  return [council.code, issuer];
}

const started = await Promise.all(JSON.parse(councils).map(start));
console.log(JSON.stringify(Object.fromEntries(started)));
