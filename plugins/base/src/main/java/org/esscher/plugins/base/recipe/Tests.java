package org.esscher.plugins.base.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.Rollout;
import org.esscher.api.Run;

/**
 * Test episodes, and what is recorded of them: metrics {@code return} and {@code
 * return_standard_error}, and a row of the table {@code evaluation}.
 *
 * @param rollout who plays
 * @param episodes how many
 */
record Tests(Rollout rollout, int episodes) {
  /** The role that plays, greedily. */
  static final String ROLE = "greedy";

  /** Test episodes of an environment by the greedy role. */
  static Tests of(String environment, int episodes) {
    return new Tests(Rollout.of("test", environment, ROLE, episodes), episodes);
  }

  /** Plays and records; {@code counted} is what the training came to, by name. */
  EpisodeReturns record(Run run, Map<String, Double> counted) {
    EpisodeReturns found = run.evaluate(rollout, episodes);
    run.metric("return", found.mean());
    run.metric("return_standard_error", found.standardError());
    Map<String, Object> row = new LinkedHashMap<>(counted);
    row.put("episodes", found.returns().size());
    row.put("return", found.mean());
    row.put("standard_error", found.standardError());
    row.put("low", found.low());
    row.put("high", found.high());
    row.put("length", found.meanLength());
    run.row("evaluation", row);
    return found;
  }
}
