package org.esscher.spitests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.runtime.RunListener;

/** Writes a run's progress down, and stops the run after some steps. */
final class Follower implements RunListener {
  private final List<Double> fractions = new ArrayList<>();
  private final int steps;

  Follower(int steps) {
    this.steps = steps;
  }

  List<Double> fractions() {
    return List.copyOf(fractions);
  }

  double last() {
    return fractions.isEmpty() ? 0 : fractions.get(fractions.size() - 1);
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    fractions.add(fraction);
  }

  @Override
  public boolean cancelled() {
    return fractions.size() >= steps;
  }
}
