package org.esscher.plugins.mbrcsl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Rollout;
import org.esscher.api.Run;

/** Rolls the behavior out in the dynamics, and keeps what pays more than the log. */
record Rollouts(MbrcslRecipe recipe, Run run) {
  /** Some rollouts: what is kept of them goes to the dataset {@code kept}. */
  Tally more() {
    Batch played =
        run.episodes(
            Rollout.of("rollouts", "model", "behavior", recipe.rolloutBatch())
                .upTo(recipe.horizon()),
            recipe.rolloutBatch());
    Episodes rollouts = Episodes.of(played);
    boolean[] better = better(rollouts);
    double[] returns = rollouts.returns();
    List<Integer> kept = new ArrayList<>();
    int diverged = 0;
    double best = 0;
    for (int episode = 0; episode < rollouts.count(); episode++) {
      if (rollouts.any("diverged", episode)) {
        diverged++;
      } else if (better[episode]) {
        best = kept.isEmpty() ? returns[episode] : Math.max(best, returns[episode]);
        kept.add(episode);
      }
    }
    if (!kept.isEmpty()) {
      Batch rows =
          rollouts
              .labeled(run.context().columns(), recipe.returnScale())
              .take(rollouts.rowsOf(kept));
      run.append(
          "kept",
          rows,
          Math.multiplyExact(recipe.numKeep() + recipe.rolloutBatch(), recipe.horizon()));
    }
    return new Tally(rollouts.count(), kept.size(), diverged, best);
  }

  private boolean[] better(Episodes rollouts) {
    Episodes log = Episodes.of(run.data("log").batch());
    int count = log.count() + rollouts.count();
    double[] returns = Arrays.copyOf(log.returns(), count);
    System.arraycopy(rollouts.returns(), 0, returns, log.count(), rollouts.count());
    boolean[] synthetic = new boolean[count];
    Arrays.fill(synthetic, log.count(), count, true);
    List<String> starts = new ArrayList<>(log.startNames());
    starts.addAll(rollouts.startNames());
    Columns columns = run.context().columns();
    Map<String, Column> episodes = new LinkedHashMap<>();
    episodes.put("return", columns.numbers(returns));
    episodes.put("synthetic", columns.booleans(synthetic));
    episodes.put("group_id", columns.texts(starts));
    double[] kept =
        Objects.requireNonNull(
                run.estimate(
                        new RolloutFilter(recipe.keepReference(), recipe.keepMargin()),
                        Map.of("episodes", columns.batch(episodes)))
                    .columns()
                    .get("kept"))
            .toArray();
    boolean[] better = new boolean[rollouts.count()];
    for (int episode = 0; episode < better.length; episode++) {
      better[episode] = kept[log.count() + episode] != 0;
    }
    return better;
  }

  /** Sets the target, and tells how the rollouts went. */
  void tell(Tally tally) {
    double logged =
        Arrays.stream(Episodes.of(run.data("log").batch()).returns()).max().orElseThrow();
    double target = tally.kept() > 0 ? tally.best() : logged;
    run.define("target", MbrcslRecipe.numbers(run, "target", List.of(target)));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rollouts", tally.rolled());
    row.put("kept", tally.kept());
    row.put("diverged", tally.diverged());
    row.put("best_logged_return", logged);
    row.put("target", target);
    row.put("status", tally.kept() > 0 ? "improved" : "no-improvement");
    run.row("rollouts", row);
    run.metric("rollouts", tally.rolled());
    run.metric("kept", tally.kept());
    run.metric("diverged", tally.diverged());
    run.metric("target", target);
  }
}
