'use strict';

// The host is the axios setting http.baseURL. Tokens are kept in files. (package.json keeps its node-socialite at a
// release within its range that still has the file it asks for.)
const { OfficialAccount } = require('node-easywechat');

module.exports = ({ url, appid, secret, folder, stable }) => {
  const app = new OfficialAccount({
    app_id: appid,
    secret,
    http: { baseURL: `${url}/` },
    file_cache: { path: folder },
    use_stable_access_token: Boolean(stable),
  });
  const held = app.getAccessToken();
  const ask = async (selector) => {
    const response = await app.getClient().post('/intp/marketcode/codeactivequery', { json: selector });
    return response.toObject();
  };
  return {
    // This SDK leaves it to its caller to look at errcode and to refresh().
    query: async (selector) => {
      let answer = await ask(selector);
      if (answer.errcode === 42001) {
        await held.refresh();
        answer = await ask(selector);
      }
      if (answer.errcode) throw Object.assign(new Error(answer.errmsg), { code: answer.errcode });
      return answer;
    },
    hold: (token) => app.getCache().set(held.getKey(), token, 7200),
    token: () => app.getCache().get(held.getKey()),
  };
};
