package org.esscher.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one thing that is checkpointed: an immutable map from names to arrays of numbers and lists of
 * texts. Names may contain {@code /} to form a tree. Equal contents are equal. Thread-safe.
 */
public final class State {
  private static final State EMPTY = new State(new TreeMap<>(), new TreeMap<>());

  private final Map<String, double[]> numbers;
  private final Map<String, List<String>> texts;

  private State(Map<String, double[]> numbers, Map<String, List<String>> texts) {
    this.numbers = numbers;
    this.texts = texts;
  }

  /**
   * Nothing.
   *
   * @return the empty state
   */
  public static State empty() {
    return EMPTY;
  }

  /**
   * A state of both kinds of entries.
   *
   * @param numbers arrays by name, copied
   * @param texts lists by name, copied
   * @return the state
   */
  public static State of(Map<String, double[]> numbers, Map<String, List<String>> texts) {
    TreeMap<String, double[]> copiedNumbers = new TreeMap<>();
    numbers.forEach((name, values) -> copiedNumbers.put(name, values.clone()));
    TreeMap<String, List<String>> copiedTexts = new TreeMap<>();
    texts.forEach((name, values) -> copiedTexts.put(name, List.copyOf(values)));
    return new State(copiedNumbers, copiedTexts);
  }

  /**
   * With an array of numbers.
   *
   * @param name the entry
   * @param values copied
   * @return a new state
   */
  public State with(String name, double... values) {
    TreeMap<String, double[]> changed = new TreeMap<>(numbers);
    changed.put(name, values.clone());
    return new State(changed, texts);
  }

  /**
   * With a list of texts.
   *
   * @param name the entry
   * @param values copied
   * @return a new state
   */
  public State withTexts(String name, List<String> values) {
    TreeMap<String, List<String>> changed = new TreeMap<>(texts);
    changed.put(name, List.copyOf(values));
    return new State(numbers, changed);
  }

  /**
   * With all entries of another state, their names prefixed.
   *
   * @param prefix put before each name, followed by {@code /}
   * @param other the other state
   * @return a new state
   */
  public State withAll(String prefix, State other) {
    TreeMap<String, double[]> changed = new TreeMap<>(numbers);
    other.numbers.forEach((name, values) -> changed.put(prefix + "/" + name, values));
    TreeMap<String, List<String>> changedTexts = new TreeMap<>(texts);
    other.texts.forEach((name, values) -> changedTexts.put(prefix + "/" + name, values));
    return new State(changed, changedTexts);
  }

  /**
   * The entries under a prefix, which is taken off: the inverse of {@link #withAll}.
   *
   * @param prefix the prefix without {@code /}
   * @return a state, empty when nothing has the prefix
   */
  public State under(String prefix) {
    String head = prefix + "/";
    TreeMap<String, double[]> picked = new TreeMap<>();
    numbers.forEach(
        (name, values) -> {
          if (name.startsWith(head)) {
            picked.put(name.substring(head.length()), values);
          }
        });
    TreeMap<String, List<String>> pickedTexts = new TreeMap<>();
    texts.forEach(
        (name, values) -> {
          if (name.startsWith(head)) {
            pickedTexts.put(name.substring(head.length()), values);
          }
        });
    return new State(picked, pickedTexts);
  }

  /**
   * An array of numbers.
   *
   * @param name the entry
   * @return a copy
   * @throws EsscherException (DATA) when there is none
   */
  public double[] get(String name) {
    double[] values = numbers.get(name);
    if (values == null) {
      throw missing(name);
    }
    return values.clone();
  }

  /**
   * The first number of an entry, or another value when there is no such entry.
   *
   * @param name the entry
   * @param otherwise the value instead
   * @return the number
   */
  public double number(String name, double otherwise) {
    double[] values = numbers.get(name);
    return values == null || values.length == 0 ? otherwise : values[0];
  }

  /**
   * A list of texts.
   *
   * @param name the entry
   * @return the texts
   * @throws EsscherException (DATA) when there is none
   */
  public List<String> texts(String name) {
    List<String> values = texts.get(name);
    if (values == null) {
      throw missing(name);
    }
    return values;
  }

  /**
   * Whether there is such an entry, of numbers or texts.
   *
   * @param name the entry
   * @return true when there is
   */
  public boolean has(String name) {
    return numbers.containsKey(name) || texts.containsKey(name);
  }

  /**
   * Names of the number entries.
   *
   * @return sorted, immutable
   */
  public Set<String> numberNames() {
    return Collections.unmodifiableSet(numbers.keySet());
  }

  /**
   * Names of the text entries.
   *
   * @return sorted, immutable
   */
  public Set<String> textNames() {
    return Collections.unmodifiableSet(texts.keySet());
  }

  private EsscherException missing(String name) {
    return EsscherException.data(
        "the state has no entry %s, only %s and %s", name, numbers.keySet(), texts.keySet());
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof State state)
        || !numbers.keySet().equals(state.numbers.keySet())
        || !texts.equals(state.texts)) {
      return false;
    }
    return numbers.entrySet().stream()
        .allMatch(entry -> Arrays.equals(entry.getValue(), state.numbers.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    int hash = texts.hashCode();
    for (Map.Entry<String, double[]> entry : numbers.entrySet()) {
      hash += entry.getKey().hashCode() ^ Arrays.hashCode(entry.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    return "State" + numbers.keySet() + texts.keySet();
  }
}
