package org.esscher.plugins.programmablevi;

/** How a derivative passes the guide's samples. */
public enum SampleStrategy {
  /** Through the samples, which are a differentiable map of noise. */
  REPARAM,
  /** By the score function of the guide; the samples are constant. */
  REINFORCE
}
