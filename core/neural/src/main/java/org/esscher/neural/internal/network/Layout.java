package org.esscher.neural.internal.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;

/**
 * The named arrays that a vector of parameters consists of, in order, and how each is drawn at
 * first. Immutable.
 */
public final class Layout {
  private final String origin;
  private final Map<String, int[]> shapes;
  private final List<Initial> initials;
  private final int size;

  private Layout(String origin, Map<String, int[]> shapes, List<Initial> initials) {
    this.origin = origin;
    this.shapes = Collections.unmodifiableMap(shapes);
    this.initials = initials;
    this.size = sizes().stream().reduce(0, Math::addExact);
  }

  /**
   * How an array is drawn: normal numbers of this mean and standard deviation.
   *
   * @param mean of each number
   * @param deviation standard deviation; 0 for a constant
   */
  private record Initial(double mean, double deviation) {}

  /** Collects arrays. */
  public static final class Builder {
    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final List<Initial> initials = new ArrayList<>();
    private String origin = "";

    /** No arrays yet. */
    public Builder() {}

    /**
     * Says what the arrays are part of: they fit nothing else, even of equal shapes.
     *
     * @param named saved beside the parameters, and compared
     * @return this
     */
    public Builder origin(String named) {
      origin = named;
      return this;
    }

    /**
     * An array of independent normal numbers of mean 0.
     *
     * @param name unique within the layout
     * @param deviation standard deviation
     * @param shape its dimensions
     * @return this
     */
    public Builder normal(String name, double deviation, int... shape) {
      return add(name, new Initial(0, deviation), shape);
    }

    /**
     * An array of equal numbers.
     *
     * @param name unique within the layout
     * @param value each number
     * @param shape its dimensions
     * @return this
     */
    public Builder constant(String name, double value, int... shape) {
      return add(name, new Initial(value, 0), shape);
    }

    private Builder add(String name, Initial initial, int... shape) {
      if (shapes.putIfAbsent(name, shape.clone()) != null) {
        throw EsscherException.plugin("a network has two arrays %s", name);
      }
      initials.add(initial);
      return this;
    }

    /**
     * The arrays so far.
     *
     * @return the layout
     */
    public Layout build() {
      return new Layout(origin, new LinkedHashMap<>(shapes), List.copyOf(initials));
    }
  }

  /**
   * Shapes by name.
   *
   * @return in the order of the vector
   */
  public Map<String, int[]> shapes() {
    return shapes;
  }

  /**
   * Number of parameters.
   *
   * @return the sum of the arrays' sizes
   */
  public int size() {
    return size;
  }

  /**
   * How many numbers each array has.
   *
   * @return in order
   */
  List<Integer> sizes() {
    return shapes.values().stream()
        .map(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .toList();
  }

  /**
   * First parameters.
   *
   * @param random the source of randomness
   * @return a new array
   */
  public double[] draw(RandomGenerator random) {
    double[] parameters = new double[size];
    int next = 0;
    List<Integer> sizes = sizes();
    for (int array = 0; array < sizes.size(); array++) {
      Initial initial = initials.get(array);
      for (int i = 0; i < sizes.get(array); i++) {
        parameters[next++] =
            initial.deviation() == 0
                ? initial.mean()
                : initial.mean() + initial.deviation() * random.nextGaussian();
      }
    }
    return parameters;
  }

  /**
   * The arrays in words, to be saved beside the parameters.
   *
   * @return such as {@code "1/weight [64, 3]"}, in order, after the origin where there is one
   */
  public List<String> words() {
    Stream<String> arrays =
        shapes.entrySet().stream()
            .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()));
    return Stream.concat(Stream.of(origin).filter(each -> !each.isEmpty()), arrays).toList();
  }
}
