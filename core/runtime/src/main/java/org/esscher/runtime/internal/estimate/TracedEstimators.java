package org.esscher.runtime.internal.estimate;

import com.google.common.collect.MapMaker;
import java.util.concurrent.ConcurrentMap;
import org.esscher.api.Estimator;

/**
 * The declarations of estimators, read when they are first needed and kept as long as somebody has
 * the estimator: estimators are pure, so each always declares the same. Thread-safe.
 */
final class TracedEstimators {
  /** By the very instance: what estimators hold to be equal is theirs to say. */
  private final ConcurrentMap<Estimator, Traced> traced = new MapMaker().weakKeys().makeMap();

  Traced of(Estimator estimator) {
    Traced known = traced.get(estimator);
    if (known == null) {
      known = Traced.of(estimator);
      Traced other = traced.putIfAbsent(estimator, known);
      known = other == null ? known : other;
    }
    return known;
  }
}
