import { Button as TDesignButton, type ButtonProps } from 'tdesign-react';

// TDesign draws a disabled button as a <div>, which nobody can find by keyboard or screen reader; this stays a button.
export function Button(props: ButtonProps) {
  return <TDesignButton tag="button" {...props} />;
}
