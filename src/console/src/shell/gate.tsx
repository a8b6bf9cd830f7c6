// What is shown before anything else: who is asked to log in, and who has to change the password first.
import { Suspense, lazy } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { useSession } from '../api/session';
import { Waiting } from '../parts/loading';
import { ProblemNotice } from '../parts/problem-notice';
import { returnTarget } from './return-target';

const Shell = lazy(() => import('./shell'));
const LoginPage = lazy(() => import('../pages/login/page'));
const ForcedPasswordPage = lazy(() => import('../pages/password/page'));

export function Gate() {
  const { state, ask } = useSession();
  const location = useLocation();
  if (state.kind === 'asking') return <Waiting />;
  if (state.kind === 'unknown') {
    return (
      <main className="alone">
        <ProblemNotice problem={state.problem} onRetry={() => void ask()} />
      </main>
    );
  }
  if (state.kind === 'out') {
    const here = location.pathname + location.search;
    const to = here === '/' ? '/login' : `/login?to=${encodeURIComponent(here)}`;
    return (
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/login" element={<LoginPage ended={state.ended} />} />
          <Route path="*" element={<Navigate to={to} replace />} />
        </Routes>
      </Suspense>
    );
  }
  if (location.pathname === '/login') return <Navigate to={returnTarget(location.search)} replace />;
  return <Suspense fallback={<Waiting />}>{state.session.account.must_change_password ? <ForcedPasswordPage /> : <Shell />}</Suspense>;
}
