#include "api/public/authorize_style.hpp"

namespace api {

std::string_view authorize_style() {
  return R"css(:root {
  color-scheme: light dark;
  --page: #f4f6f5; --card: #ffffff; --text: #1c2321; --soft: #55605c; --line: #dfe5e2;
  --accent: #07723a; --accent-text: #ffffff;
  --warn: #8a4b00; --warn-soft: #fff4e2; --bad: #a5231c; --bad-soft: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121614; --card: #1b211f; --text: #e8edeb; --soft: #a5b1ac; --line: #313a37;
    --accent: #3fcf83; --accent-text: #06251a;
    --warn: #f0b35e; --warn-soft: #33270f; --bad: #ff9b93; --bad-soft: #3a1b19;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; background: var(--page); color: var(--text);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
        "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
}
.top {
  max-width: 40rem; margin: 0 auto; padding: 1.25rem 1.25rem 0; display: flex; align-items: center;
  justify-content: space-between; gap: 1rem;
}
.mark { display: flex; align-items: center; gap: .6rem; font-weight: 600; }
.mark svg { width: 1.6rem; height: 1.6rem; color: var(--accent); }
a { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .5rem; }
.top a { padding: .4rem .2rem; text-underline-offset: .2em; }
main {
  max-width: 40rem; margin: 1.25rem auto 2.5rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem;
}
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.05rem; }
p { margin: 0 0 1rem; }
.lead { color: var(--soft); }
ol, ul { margin: 0; padding-left: 1.4rem; }
li { margin: .35rem 0; }
.only { margin: 1.25rem 0 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .6rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
.ways { display: grid; gap: 1rem; margin: 1.75rem 0; }
.button {
  display: block; padding: .85rem 1.1rem; border-radius: .7rem; text-align: center; font-weight: 600;
  text-decoration: none; border: 2px solid var(--accent); color: var(--accent);
}
.way.computer .button { background: var(--accent); color: var(--accent-text); }
.way p { margin: .4rem 0 0; font-size: .92rem; color: var(--soft); text-align: center; }
.small { margin: 1.5rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; color: var(--soft); }
.state { display: flex; gap: 1rem; align-items: flex-start; }
.state svg { flex: none; width: 2.5rem; height: 2.5rem; margin-top: .1rem; }
.state p { margin: 0; }
.good svg, .wait svg { color: var(--accent); }
.warn svg { color: var(--warn); }
.bad svg { color: var(--bad); }
.findings { list-style: none; padding: 0; margin: 1.5rem 0 0; display: grid; gap: .75rem; }
.findings li { margin: 0; padding: .9rem 1.1rem; border-radius: .7rem; background: var(--warn-soft); }
.bad + .findings li { background: var(--bad-soft); }
.findings strong { display: block; }
dl { margin: 1.5rem 0 0; display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.turning { animation: turning 1.2s linear infinite; transform-origin: center; }
@keyframes turning { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .turning { animation: none; } }
@media (min-width: 34rem) { .ways { grid-template-columns: 1fr 1fr; } }
@media (max-width: 33.99rem) {
  main { margin: 1rem .75rem 2rem; padding: 1.4rem 1.2rem; }
  .top { padding: 1rem 1.2rem 0; }
  .way.phone { order: -1; }
  .way.phone .button { background: var(--accent); color: var(--accent-text); }
  .way.computer .button { background: none; color: var(--accent); }
}
)css";
}

}  // namespace api
