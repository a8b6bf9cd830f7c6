// What a check can find wrong. The words for each stand with the page.
export type Failure =
  | 'key_form'
  | 'key_name'
  | 'key_algorithm'
  | 'key_hash'
  | 'note_form'
  | 'note_characters'
  | 'note_signature_line'
  | 'note_unsigned'
  | 'signature_wrong'
  | 'signature_unknown'
  | 'checkpoint_form'
  | 'checkpoint_other_stream'
  | 'checkpoint_other_log'
  | 'checkpoint_too_small'
  | 'checkpoint_differs'
  | 'checkpoint_order'
  | 'old_root_differs'
  | 'new_root_differs'
  | 'change_form'
  | 'change_signatures'
  | 'change_fork'
  | 'line_form'
  | 'line_other_record'
  | 'line_differs'
  | 'path_form'
  | 'path_length'
  | 'root_differs'
  | 'key_not_trusted'
  | 'manifest_form'
  | 'manifest_other_log'
  | 'manifest_day'
  | 'manifest_hash'
  | 'manifest_link'
  | 'manifest_order';

export class ProofError extends Error {
  constructor(readonly failure: Failure) {
    super(failure);
  }
}

export function fail(failure: Failure): never {
  throw new ProofError(failure);
}

// Runs a check; what it found wrong is a value.
export function attempt<T>(check: () => T): { value: T } | { failure: Failure } {
  try {
    return { value: check() };
  } catch (error) {
    if (error instanceof ProofError) return { failure: error.failure };
    throw error;
  }
}
