package org.esscher.plugins.gbrl;

import org.esscher.api.Policy;
import org.esscher.api.Trainable;

/** A policy of trees, of which a step grows one. */
interface GrownPolicy extends Policy, Trainable {
  /** Trees so far. */
  int trees();
}
