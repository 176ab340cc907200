package org.esscher.plugins.cmorl;

/** Whose returns the constraints are a share of. */
public enum ThresholdMode {
  /** The policy that the extension began from, as in the paper's problem. */
  START,
  /** The current policy, by its batch, as in the released code: the limit moves with it. */
  BATCH
}
