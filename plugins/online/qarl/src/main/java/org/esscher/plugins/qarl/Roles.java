package org.esscher.plugins.qarl;

import java.util.List;

/** What a player's models are called in a run. */
enum Roles {
  /** As the estimator calls them. */
  PROTAGONIST,
  /** The policy {@code adversary}, and critics of its own. */
  ADVERSARY;

  /** The run's role for one of the estimator's. */
  String of(String role) {
    if (this == PROTAGONIST) {
      return role;
    }
    return role.equals("policy") ? "adversary" : "adversary_" + role;
  }

  String policy() {
    return of("policy");
  }

  /** The two critics, in the order of their numbers. */
  List<String> critics() {
    return List.of(of("critic_1"), of("critic_2"));
  }
}
