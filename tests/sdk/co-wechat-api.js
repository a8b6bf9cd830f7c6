'use strict';

// The host is in the SDK's prefixes, which are properties of the API object; an endpoint that it does not know is
// added with API.mixin, as its documentation shows.
const API = require('co-wechat-api');
const { postJSON } = require('co-wechat-api/lib/util');

API.mixin({
  async codeActiveQuery(selector) {
    const { accessToken } = await this.ensureAccessToken();
    const url = `${new URL(this.prefix).origin}/intp/marketcode/codeactivequery?access_token=${accessToken}`;
    return this.request(url, postJSON(selector));
  },
});

module.exports = ({ url, appid, secret }) => {
  let stored = null;
  const api = new API(appid, secret, async () => stored, async (token) => { stored = token; });
  api.prefix = `${url}/cgi-bin/`;
  return {
    query: (selector) => api.codeActiveQuery(selector),
    hold: async (accessToken) => { stored = { accessToken, expireTime: Date.now() + 7200000 }; },
    token: async () => stored && stored.accessToken,
  };
};
