// The published vectors of the message envelope (weixin-protocol, section 2.4).
#pragma once

#include <string>
#include <vector>

namespace samples {

struct EnvelopeVector {
  std::string name;
  std::string key;
  std::string receiver;
  std::string random;  // 16 characters
  std::string message;
  std::string encrypted;
  std::string token;  // empty: not signed
  std::string timestamp;
  std::string nonce;
  std::string signature;
};

inline const std::string sample_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

inline std::vector<EnvelopeVector> envelope_vectors() {
  return {
      {"A1", sample_key, "wxb11529c136998cb6", "aaaabbbbccccdddd", R"(我是中文abcd123)",
       "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==", "", "", "",
       ""},
      {"A2", sample_key, "wxb11529c136998cb6", "aaaabbbbccccdddd",
       R"(<xml><ToUserName><![CDATA[oia2Tj我是中文jewbmiOUlr6X-1crbLOvLw]]></ToUserName><FromUserName><![CDATA[gh_7f083739789a]]></FromUserName><CreateTime>1407743423</CreateTime><MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[eYJ1MbwPRJtOvIEabaxHs7TX2D-HV71s79GUxqdUkjm6Gs2Ed1KF3ulAOA9H1xG0]]></MediaId><Title><![CDATA[testCallBackReplyVideo]]></Title><Description><![CDATA[testCallBackReplyVideo]]></Description></Video></xml>)",
       "jn1L23DB+6ELqJ+6bruv23M2GmYfkv0xBh2h+XTBOKVKcgDFHle6gqcZ1cZrk3e1qjPQ1F4RsLWzQRG9udbKWesxlkupqcEc"
       "W7ZQweImX9+wLMa0GaUzpkycA8+IamDBxn5loLgZpnS7fVAbExOkK5DYHBmv5tptA9tklE/fTIILHR8HLXa5nQvFb3tYPKAl"
       "HF3rtTeayNf0QuM+UW/wM9enGIDIJHF7CLHiDNAYxr+r+OrJCmPQyTy8cVWlu9iSvOHPT/77bZqJucQHQ04sq7KZI27OcqpQ"
       "NSto2OdHCoTccjggX5Z9Mma0nMJBU+jLKJ38YB1fBIz+vBzsYjrTmFQ44YfeEuZ+xRTQwr92vhA9OxchWVINGC50qE/6lmkw"
       "WTwGX9wtQpsJKhP+oS7rvTY8+VdzETdfakjkwQ5/Xka042OlUb1/slTwo4RscuQ+RdxSGvDahxAJ6+EAjLt9d8igHngxIbf6"
       "YyqqROxuxqIeIch3CssH/LqRs+iAcILvApYZckqmA7FNERspKA5f8GoJ9sv8xmGvZ9Yrf57cExWtnX8aCMMaBropU/1k+hKP"
       "5LVdzbWCG0hGwx/dQudYR/eXp3P0XxjlFiy+9DMlaFExWUZQDajPkdPrEeOwofJb",
       "", "", "", ""},
      {"B", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", "c41b64491c2468d0",
       R"(1616140317555161061)",
       "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==", "QDG6eK",
       "1409659589", "263014780", "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"},
      {"C", sample_key, "wx2c2769f8efd9abc2", "89465c840c5f116f",
       R"(<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>
<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>
<CreateTime>1409735668</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[abcdteT]]></Content>
<MsgId>6054768590064713728</MsgId>
</xml>)",
       "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHF"
       "VAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVti"
       "cbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpA"
       "e+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCum"
       "EPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=",
       "spamtest", "1409735669", "1320562132", "5d197aaffba7e9b25a30732f161a50dee96bd5fa"},
      {"D", sample_key, "wx2c2769f8efd9abc2", "78b55f1d91440c6b",
       R"(<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>
<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>
<CreateTime>1410349438</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[abcdteT]]></Content>
<MsgId>6057404712141979648</MsgId>
</xml>)",
       "mfBCs65c67CeJw22u4VT2TD73q5H06+ocrAIxswCaeZ/d/Lw0msSZFHY0teqgSYiI1zR2gD2DKrB3TIrmX/liNSDrGqS8jSI"
       "/WPeKB5VPr7Ezr7gomZAyGCwJSgT1TRFWPfONGJMxuj2nk4faTuspAuVIFQ6SHwZuJBZC7mcJp7Cgr9cUhATQWDbOPaE7ukZ"
       "BTV2YqyzH+UI2AK+J1S47cE79k1RX8t0hcTz/O0hlK8DGXKnvYv88qKQcI7z4iaajqHfRVZKBNyOODabs+It+ZfM3dWTeFcP"
       "gDbGtIEnpt/EDtuuA/zMvtkaKdHdswPnVZQ+xdwbYr3ldGvfT8HlEYEgkgKaThxTFobVlwzu2ZkXCjicbP3xdr15Iq48Obgz"
       "PpqYuZ3IEoyggZDKClquk0u0orMck4GTF/XyE8yGzc4=",
       "spamtest", "1410349438", "298025754", "003fee52ecc56afb46c00b5c7721be87860ce785"},
      {"E", std::string(43, 'A'), "wx134c8103faa5a59e", "1205899eaf019bbd",
       R"(<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
<CreateTime>1715943329</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[debug_demo]]></Event>
<debug_str><![CDATA[hello world]]></debug_str>
</xml>)",
       "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oA"
       "bqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGm"
       "y0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4K"
       "N5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfU"
       "fe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==",
       "AAAAA", "1715943329", "1590219412", "6c12a4205838198b8fa631b3220723bb07f1015c"},
      {"E-reply", std::string(43, 'A'), "wx134c8103faa5a59e", "999951349e8ee746",
       R"(<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>)",
       "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t"
       "/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7",
       "AAAAA", "1713424427", "415670741", "03e0812039325c2712ef5f0f980fd14c70d6e307"},
      {"S1", sample_key, "wx134c8103faa5a59e", "0123456789abcdef",
       R"(<xml><AppId><![CDATA[wx134c8103faa5a59e]]></AppId>
<CreateTime>1496654711</CreateTime>
<InfoType><![CDATA[component_verify_ticket]]></InfoType>
<ComponentVerifyTicket><![CDATA[ticket@@@SIMULATED]]></ComponentVerifyTicket>
</xml>)",
       "Q3stYC6hdFzMh9T8HCvyDGmFT82SlXg+kidr/7IXJdMCQudbBBcTh7kf/pn+iF88NLP5s6Y9IptU63QSbRMsfOrzVmn98HGs"
       "Zk5Ul6mlLrZ80qygcLz1sB+FoJKZ3sw6wSCEvf12ZheQqlWm6mu2ZJBtYMF48SwkDXiDCbXGyvccK9LznxhdbNmFblp5H3o1"
       "SkwePfZaIfHwuPdhaWIBgYY30c+VBEloKZo8jRbQw5+zAUwZE7a4kHgI74X5wNN2WtFduoa93THdb19yXmkeAsnZ0KWDz772"
       "KqpymP1rkgraa+dfCTjUcNt6RSmLsTR55TLNuftRHgh7I9B8k85OK9SfJwstcD96+Trdm7SZdJVYmc8oes2JuA2cZaipsGjH",
       "simtoken", "1496654712", "123456789", "3434ee1c976a500c29324a04d9f96e0b787c1576"},
      {"S2", sample_key, "wx134c8103faa5a59e", "0123456789abcdef", R"(xxxxxxxxxxxxxxxxxxxxxxxxxx)",
       "Q3stYC6hdFzMh9T8HCvyDHDxbrF7f8TfmYxXSN1y2Vbjja9RgRLcXPjzJF67v90VQ43rCY3DCXZqA5pQ5hljksnQ2HvMB2Rd"
       "k4XhpDsF4wk9vWAHevHFL+wsnCVRzmC3",
       "", "", "", ""},
  };
}

}  // namespace samples
