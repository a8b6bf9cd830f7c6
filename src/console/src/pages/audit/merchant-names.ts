// The names of merchants, for pages that hold only their appids. Where they cannot be read, appids have to do.
import { useMemo } from 'react';
import { api, call } from '../../api/client';
import { useLoad } from '../../api/use-load';

const most = 500;

export function useMerchantNames(): ReadonlyMap<string, string> {
  const { data } = useLoad(
    (signal) => call(api.GET('/api/v1/merchants', { params: { query: { limit: most } }, signal })),
    [],
  );
  return useMemo(() => new Map(data?.merchants.map(({ appid, name }) => [appid, name])), [data]);
}
