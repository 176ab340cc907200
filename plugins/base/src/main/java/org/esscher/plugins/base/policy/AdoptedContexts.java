package org.esscher.plugins.base.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.plugins.base.model.ScalarColumn;
import org.jspecify.annotations.Nullable;

/** Contexts that are tuples of values, numbered in the order in which they are adopted. */
final class AdoptedContexts implements ContextTable {
  private final List<String> columns;
  private final Map<List<String>, Integer> numbers = new LinkedHashMap<>();

  AdoptedContexts(List<String> columns, @Nullable State saved) {
    this.columns = columns;
    if (saved != null) {
      restore(saved.texts("contexts"));
    }
  }

  private void restore(List<String> values) {
    int width = columns.size();
    if (values.size() % width != 0) {
      throw EsscherException.plugin(
          "%d saved values are not tuples of %s; was the policy saved with another configuration?",
          values.size(), columns);
    }
    for (int from = 0; from < values.size(); from += width) {
      numbers.put(List.copyOf(values.subList(from, from + width)), from / width);
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public int size() {
    return numbers.size();
  }

  @Override
  public int[] find(Batch batch) {
    List<List<String>> tuples = tuples(batch);
    return tuples.stream().mapToInt(tuple -> numbers.getOrDefault(tuple, UNKNOWN)).toArray();
  }

  @Override
  public int[] findOrAdopt(Batch batch) {
    tuples(batch).forEach(tuple -> numbers.putIfAbsent(tuple, numbers.size()));
    return find(batch);
  }

  private List<List<String>> tuples(Batch batch) {
    List<ScalarColumn> parts =
        columns.stream().map(column -> ScalarColumn.of(batch, column)).toList();
    List<List<String>> tuples = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      int here = row;
      tuples.add(parts.stream().map(part -> part.key(here)).toList());
    }
    return tuples;
  }

  @Override
  public State save() {
    List<String> values = new ArrayList<>();
    numbers.keySet().forEach(values::addAll);
    return State.empty().withTexts("contexts", values);
  }
}
