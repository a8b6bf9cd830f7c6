'use strict';

// setEndpoint() takes a host, which is then asked over https; an endpoint that the SDK does not know is added with
// API.patch.
const API = require('wechat-api');

module.exports = ({ url, appid, secret }) => {
  const { host } = new URL(url);
  let stored = null;
  API.patch('codeActiveQuery', `https://${host}/intp/marketcode/codeactivequery`);
  const api = new API(appid, secret, (callback) => callback(null, stored), (token, callback) => {
    stored = token;
    callback(null);
  });
  api.setEndpoint(host);
  return {
    query: (selector) => new Promise((resolve, reject) => {
      api.codeActiveQuery(selector, (error, answer) => (error ? reject(error) : resolve(answer)));
    }),
    // This SDK repeats a refused call with the token that it has: whoever stores it has to forget it.
    hold: async (accessToken) => {
      stored = accessToken && { accessToken, expireTime: Date.now() + 7200000 };
    },
    token: async () => stored && stored.accessToken,
  };
};
