// Who is logged in, for every page.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { api, call, setCsrfToken, setRefusalHandlers } from './client';
import { hasBegun, keepBegun } from './begun';
import { asProblem, type Problem } from './problem';
import type { Account, Role, SessionAnswer } from './types';

type State =
  | { kind: 'asking' }
  | { kind: 'out'; ended: boolean }
  | { kind: 'unknown'; problem: Problem }
  | { kind: 'in'; session: SessionAnswer };

interface Value {
  state: State;
  enter: (session: SessionAnswer) => void;
  leave: () => Promise<void>;
  ask: () => Promise<void>;
}

const Context = createContext<Value | undefined>(undefined);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: 'asking' });

  const enter = useCallback((session: SessionAnswer) => {
    setCsrfToken(session.csrf_token);
    keepBegun(true);
    setState({ kind: 'in', session });
  }, []);

  const ask = useCallback(async () => {
    try {
      enter(await call(api.GET('/api/v1/session')));
    } catch (error) {
      const problem = asProblem(error);
      // login_required has said so already.
      if (problem.code !== 'login_required') setState({ kind: 'unknown', problem });
    }
  }, [enter]);

  const leave = useCallback(async () => {
    await call(api.DELETE('/api/v1/session'));
    setCsrfToken('');
    keepBegun(false);
    setState({ kind: 'out', ended: false });
  }, []);

  useEffect(() => {
    const loggedOut = () => {
      setCsrfToken('');
      keepBegun(false);
      // Several requests may be refused at once.
      setState((old) => (old.kind === 'out' ? old : { kind: 'out', ended: old.kind === 'in' }));
    };
    setRefusalHandlers(loggedOut, () => void ask());
    if (hasBegun()) void ask();
    else setState({ kind: 'out', ended: false });
  }, [ask]);

  const value = useMemo(() => ({ state, enter, leave, ask }), [state, enter, leave, ask]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('outside of SessionProvider');
  return value;
}

// For pages behind the log-in, where there always is one.
export function useAccount(): Account {
  const { state } = useSession();
  if (state.kind !== 'in') throw new Error('nobody is logged in');
  return state.session.account;
}

// To some merchants, of which alone it sees something.
export const isBound = (account: Account): boolean => Boolean(account.merchants?.length);

const RANK: Record<Role, number> = { auditor: 0, operator: 1, admin: 2 };

export function useMay(role: Role): boolean {
  return RANK[useAccount().role] >= RANK[role];
}
