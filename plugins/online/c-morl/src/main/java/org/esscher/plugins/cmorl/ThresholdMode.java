package org.esscher.plugins.cmorl;

/** Whose returns the constraints are a share of. */
public enum ThresholdMode {
  /** The policy's that the extension began from, as in the paper's problem. */
  START,
  /** The current batch's, as in the released code: the limit gives way with the policy. */
  BATCH
}
