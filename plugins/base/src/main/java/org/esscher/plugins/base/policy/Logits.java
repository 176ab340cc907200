package org.esscher.plugins.base.policy;

import org.esscher.api.Gradient;

/** Logits of choices, and the way back to the parameters. */
interface Logits {
  /** One a choice; finite or −∞; a new array. */
  double[] values();

  /** The gradient of Σ cotangent · logit, with as many cotangents as values. */
  Gradient gradient(double[] cotangents);
}
