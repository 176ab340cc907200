package org.esscher.plugins.base.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.text.SparseVector;
import org.esscher.plugins.base.text.VectorFeatures;

/** What the rows of a batch choose among, when candidates are known by their features alone. */
final class VectorCandidates {
  private final List<SparseVector> features;
  private final int[] starts;
  private final int[] counts;
  private final int[] own;

  private VectorCandidates(List<SparseVector> features, int[] starts, int[] counts, int[] own) {
    this.features = features;
    this.starts = starts;
    this.counts = counts;
    this.own = own;
  }

  /** Features of the candidates, set by set. */
  List<SparseVector> features() {
    return features;
  }

  /** The first candidate of each set, and the number of candidates. */
  int[] starts() {
    return starts;
  }

  /** How often each candidate is listed. */
  int[] counts() {
    return counts;
  }

  /** Each row's candidate. */
  int[] own() {
    return own;
  }

  static VectorCandidates of(Batch batch, VectorFeatures features, String group) {
    String chosen = "chosen_" + features.column();
    String rejected = "rejected_" + features.column();
    if (batch.has(chosen) && batch.has(rejected)) {
      return pairs(
          features.of(batch),
          features.of(batch, chosen),
          features.of(batch, rejected),
          features.column());
    } else if (batch.has(group)) {
      return grouped(features.of(batch), CandidateSets.groups(batch, group));
    }
    throw EsscherException.data(
        "a choice among candidates with features '%s' needs columns '%s' and '%s', or a column '%s'"
            + " whose equal values group rows; the batch has %s",
        features.column(), chosen, rejected, group, batch.names());
  }

  /** The group column where rows with these columns are no pairs. */
  static Optional<String> groupedBy(Set<String> columns, VectorFeatures features, String group) {
    boolean pairs =
        columns.containsAll(Set.of("chosen_" + features.column(), "rejected_" + features.column()));
    return Optional.of(group).filter(columns::contains).filter(name -> !pairs);
  }

  private static VectorCandidates pairs(
      List<SparseVector> own,
      List<SparseVector> chosen,
      List<SparseVector> rejected,
      String column) {
    List<SparseVector> features = new ArrayList<>();
    int[] starts = new int[own.size() + 1];
    int[] counts = new int[2 * own.size()];
    int[] places = new int[own.size()];
    for (int row = 0; row < own.size(); row++) {
      boolean isChosen = own.get(row).sameAs(chosen.get(row));
      boolean isRejected = own.get(row).sameAs(rejected.get(row));
      if (!isChosen && !isRejected) {
        throw EsscherException.data(
            "row %d, column '%s': neither the chosen nor the rejected features are given",
            row, column);
      }
      places[row] = features.size() + (isChosen ? 0 : 1);
      counts[features.size()] = isChosen && isRejected ? 2 : 1;
      features.add(chosen.get(row));
      if (!isChosen || !isRejected) {
        counts[features.size()] = 1;
        features.add(rejected.get(row));
      }
      starts[row + 1] = features.size();
    }
    return new VectorCandidates(features, starts, Arrays.copyOf(counts, features.size()), places);
  }

  private static VectorCandidates grouped(List<SparseVector> rows, int[] groups) {
    List<int[]> rowsOfGroup = CandidateSets.rowsOfGroup(groups);
    List<SparseVector> features = new ArrayList<>(rows.size());
    int[] starts = new int[rowsOfGroup.size() + 1];
    int[] own = new int[rows.size()];
    for (int set = 0; set < rowsOfGroup.size(); set++) {
      for (int row : rowsOfGroup.get(set)) {
        own[row] = features.size();
        features.add(rows.get(row));
      }
      starts[set + 1] = features.size();
    }
    int[] counts = new int[rows.size()];
    Arrays.fill(counts, 1);
    return new VectorCandidates(features, starts, counts, own);
  }
}
