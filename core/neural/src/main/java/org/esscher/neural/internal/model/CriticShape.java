package org.esscher.neural.internal.model;

import java.util.Set;

/**
 * What an ensemble of networks reports.
 *
 * @param name of the mean over members; other outputs begin with it
 * @param members networks
 * @param components results of each
 * @param action the column whose number chooses the component; empty where all are reported
 */
record CriticShape(String name, int members, int components, String action) {
  boolean choosesAction() {
    return !action.isEmpty();
  }

  /** Every component, where one is chosen otherwise. */
  String all() {
    return name + "_all";
  }

  String min() {
    return name + "_min";
  }

  String std() {
    return name + "_std";
  }

  String ofMembers() {
    return name + "_members";
  }

  Set<String> outputs() {
    return choosesAction()
        ? Set.of(name, all(), min(), std(), ofMembers())
        : Set.of(name, min(), std(), ofMembers());
  }
}
