package org.esscher.plugins.base.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.model.ScalarColumn;

/**
 * What each row of a batch chooses among, in the first of three forms that the batch has: a list
 * column {@code candidates}; columns {@code chosen} and {@code rejected}, which are the two
 * candidates; or rows with equal values in a group column, which are each other's candidates.
 */
final class CandidateSets {
  private final List<CandidateSet> sets;
  private final int[] setOfRow;

  /** In the group form, the rows of each set in the order of its list; else empty. */
  private final List<int[]> rowsOfSet;

  private CandidateSets(List<CandidateSet> sets, int[] setOfRow, List<int[]> rowsOfSet) {
    this.sets = sets;
    this.setOfRow = setOfRow;
    this.rowsOfSet = rowsOfSet;
  }

  /**
   * Finds the sets of a batch.
   *
   * @param batch the rows
   * @param group the group column of the third form
   * @return the sets
   * @throws EsscherException (DATA) when the batch has none of the forms, or a row lists nothing
   */
  static CandidateSets of(Batch batch, String group) {
    if (batch.has("candidates")) {
      return listed(batch.column("candidates"));
    } else if (batch.has("chosen") && batch.has("rejected")) {
      return pairs(batch);
    } else if (batch.has(group)) {
      return grouped(batch, group);
    }
    throw EsscherException.data(
        "a choice among candidates needs a list column 'candidates', or columns 'chosen' and"
            + " 'rejected', or a column '%s' whose equal values group rows; the batch has %s",
        group, batch.names());
  }

  /** The group column where rows with these columns are in the third form. */
  static Optional<String> groupedBy(Set<String> columns, String group) {
    boolean listed = columns.contains("candidates");
    boolean pairs = columns.containsAll(Set.of("chosen", "rejected"));
    return Optional.of(group).filter(columns::contains).filter(name -> !listed && !pairs);
  }

  private static CandidateSets listed(Column candidates) {
    if (!candidates.isText() || !candidates.ragged()) {
      throw EsscherException.data("column 'candidates' must hold a list of texts per row");
    }
    List<CandidateSet> sets = new ArrayList<>(candidates.rows());
    for (int row = 0; row < candidates.rows(); row++) {
      List<String> texts = new ArrayList<>();
      for (int i = candidates.start(row); i < candidates.start(row + 1); i++) {
        texts.add(candidates.text(i));
      }
      if (texts.isEmpty()) {
        throw EsscherException.data(
            "row %d, column 'candidates': at least one candidate is needed; drop the row", row);
      }
      sets.add(new CandidateSet(texts));
    }
    return eachRowItsOwn(sets);
  }

  private static CandidateSets pairs(Batch batch) {
    ScalarColumn chosen = ScalarColumn.of(batch, "chosen");
    ScalarColumn rejected = ScalarColumn.of(batch, "rejected");
    List<CandidateSet> sets = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      sets.add(new CandidateSet(List.of(chosen.text(row), rejected.text(row))));
    }
    return eachRowItsOwn(sets);
  }

  private static CandidateSets eachRowItsOwn(List<CandidateSet> sets) {
    int[] setOfRow = new int[sets.size()];
    Arrays.setAll(setOfRow, row -> row);
    return new CandidateSets(sets, setOfRow, List.of());
  }

  private static CandidateSets grouped(Batch batch, String group) {
    ScalarColumn completions = ScalarColumn.of(batch, "completion");
    int[] setOfRow = groups(batch, group);
    List<int[]> rowsOfSet = rowsOfGroup(setOfRow);
    List<CandidateSet> sets = new ArrayList<>(rowsOfSet.size());
    for (int[] rows : rowsOfSet) {
      sets.add(new CandidateSet(Arrays.stream(rows).mapToObj(completions::text).toList()));
    }
    return new CandidateSets(sets, setOfRow, rowsOfSet);
  }

  /** Numbers of groups from 0, in the order of first appearance. */
  static int[] groups(Batch batch, String group) {
    ScalarColumn keys = ScalarColumn.of(batch, group);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    int[] groups = new int[batch.rows()];
    for (int row = 0; row < groups.length; row++) {
      Integer known = numbers.putIfAbsent(keys.key(row), numbers.size());
      groups[row] = known == null ? numbers.size() - 1 : known;
    }
    return groups;
  }

  /** The rows of each group, in order. */
  static List<int[]> rowsOfGroup(int[] groups) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int row = 0; row < groups.length; row++) {
      if (groups[row] == rows.size()) {
        rows.add(new ArrayList<>());
      }
      rows.get(groups[row]).add(row);
    }
    return rows.stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  int size() {
    return sets.size();
  }

  CandidateSet set(int number) {
    return sets.get(number);
  }

  /** The number of a row's set. */
  int setOf(int row) {
    return setOfRow[row];
  }

  /** Whether rows are each other's candidates, so that choosing is taking another row. */
  boolean choosesRows() {
    return !rowsOfSet.isEmpty();
  }

  /** The row to take for a choice: the context's own, or the candidate's where rows are chosen. */
  int rowOf(int contextRow, int place) {
    int number = setOfRow[contextRow];
    return choosesRows() ? rowsOfSet.get(number)[sets.get(number).first(place)] : contextRow;
  }
}
