package org.esscher.plugins.qarl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.Estimate;
import org.esscher.api.Run;

/**
 * Every combination of some physical constants.
 *
 * @param values of each constant, in the order in which they are combined
 */
record Grid(Map<String, List<Double>> values) {
  /** The combinations, the last constant varying fastest. */
  List<Map<String, Double>> cells() {
    List<Map<String, Double>> cells = List.of(Map.of());
    for (Map.Entry<String, List<Double>> constant : values.entrySet()) {
      List<Map<String, Double>> longer = new ArrayList<>();
      for (Map<String, Double> cell : cells) {
        for (double value : constant.getValue()) {
          Map<String, Double> more = new LinkedHashMap<>(cell);
          more.put(constant.getKey(), value);
          longer.add(more);
        }
      }
      cells = longer;
    }
    return cells;
  }

  /** Judges the protagonist without an adversary in every cell. */
  void judge(Run run, Match match) {
    List<Map<String, Double>> cells = cells();
    List<Double> paid = new ArrayList<>();
    List<Long> of = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      EpisodeReturns found = match.judged(0, cells.get(i));
      Map<String, Object> row = new LinkedHashMap<>(cells.get(i));
      row.put("return", found.mean());
      row.put("standard_error", found.standardError());
      run.row("robustness_grid", row);
      paid.addAll(found.returns());
      for (int episode = 0; episode < found.returns().size(); episode++) {
        of.add((long) i);
      }
    }
    Columns columns = run.context().columns();
    Map<String, Column> episodes = new LinkedHashMap<>();
    episodes.put("group_id", columns.integers(of.stream().mapToLong(Long::longValue).toArray()));
    episodes.put(
        "return", columns.numbers(paid.stream().mapToDouble(Double::doubleValue).toArray()));
    Estimate estimate =
        run.estimate(new RobustnessGrid(), Map.of("episodes", columns.batch(episodes)));
    estimate.statistics().forEach((name, number) -> run.metric("grid/" + name, number.value()));
  }
}
