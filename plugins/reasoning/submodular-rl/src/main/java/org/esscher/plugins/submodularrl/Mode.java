package org.esscher.plugins.submodularrl;

/** How a set function of an episode's states becomes a reward of each. */
public enum Mode {
  /** The gain given the episode's earlier states; one that was visited before gains 0. */
  MARGINAL,
  /** The function of the state alone, revisits included: what additive rewards pay. */
  MODULAR,
  /** 0, but the function of all states in the episode's last one. */
  FINAL_ONLY
}
