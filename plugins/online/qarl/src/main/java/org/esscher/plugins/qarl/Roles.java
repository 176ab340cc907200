package org.esscher.plugins.qarl;

import java.util.List;

/**
 * The roles that a player's learner trains.
 *
 * @param policy the player
 * @param criticPrefix of its two critics
 */
record Roles(String policy, String criticPrefix) {
  /** Those of player 0, and the estimator's. */
  static final Roles PROTAGONIST = new Roles("policy", "critic_");

  /** Those of player 1 in a run. */
  static final Roles ADVERSARY = new Roles("adversary", "adversary_critic_");

  /** A critic's role; they are numbered 1 and 2. */
  String critic(int number) {
    return criticPrefix + number;
  }

  List<String> critics() {
    return List.of(critic(1), critic(2));
  }
}
