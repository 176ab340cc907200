package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same tokens, as runs and as single elements, of numbers and of vectors. */
class TokensTest {
  private static final int ROWS = 9;
  private static final int STORED = 700;

  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /** Which elements exist: of each row, one in so many. */
  private static int[][] elements(int oneIn) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(oneIn);
    return IntStream.range(0, ROWS)
        .mapToObj(
            row ->
                IntStream.range(row * STORED, (row + 1) * STORED)
                    .filter(k -> random.nextInt(oneIn) == 0)
                    .toArray())
        .toArray(int[][]::new);
  }

  private static List<Tokens> allForms(int[][] elements) {
    int[] starts = new int[ROWS + 1];
    for (int row = 0; row < ROWS; row++) {
      starts[row + 1] = starts[row] + elements[row].length;
    }
    Axis axis = new Axis(0, starts);
    int[] all = Arrays.stream(elements).flatMapToInt(Arrays::stream).toArray();
    TokenRuns.Builder runs = new TokenRuns.Builder(axis);
    Arrays.stream(all).forEach(element -> runs.add(element, element + 1));
    return List.of(new ScatteredTokens(axis, all), runs.build());
  }

  private Column column(int width) {
    int[] starts = IntStream.rangeClosed(0, ROWS).map(row -> row * STORED).toArray();
    double[] values = IntStream.range(0, ROWS * STORED * width).asDoubleStream().toArray();
    return width == 1 ? arena.lists(starts, values) : arena.vectorLists(width, starts, values);
  }

  /** The numbers of some rows' tokens: element · width + component is what the column holds. */
  private static double[] expected(int[][] elements, int first, int rows, int width) {
    return Arrays.stream(elements, first, first + rows)
        .flatMapToInt(Arrays::stream)
        .flatMap(element -> IntStream.range(element * width, (element + 1) * width))
        .asDoubleStream()
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "1, 40", "1, 400", "3, 1", "3, 2", "3, 40", "3, 400"})
  void are_read_and_written_where_they_stand(int width, int oneIn) {
    int[][] elements = elements(oneIn);
    Column column = column(width);
    for (Tokens tokens : allForms(elements)) {
      int[] starts = tokens.axis().start();
      for (int first = 0; first < ROWS; first++) {
        for (int rows = 0; first + rows <= ROWS; rows++) {
          double[] numbers = expected(elements, first, rows, width);
          isReadAndWritten(tokens, column, width, starts[first], numbers);
        }
        // What is looked at together may begin and end within a row.
        int middle = (starts[first] + starts[ROWS]) / 2;
        double[] rest = expected(elements, first, ROWS - first, width);
        int skipped = (middle - starts[first]) * width;
        isReadAndWritten(
            tokens, column, width, middle, Arrays.copyOfRange(rest, skipped, rest.length));
      }
    }
  }

  /** Two tokens with so many others between them that neither is copied with them. */
  @Test
  @Timeout(60)
  void stand_any_number_of_elements_apart() {
    int[][] elements = new int[ROWS][0];
    for (int between = 1; between < ROWS * STORED - 1; between *= 2) {
      elements[1] = new int[] {0, between};
      for (Tokens tokens : allForms(elements)) {
        isReadAndWritten(tokens, column(1), 1, 0, new double[] {0, between});
      }
    }
  }

  private void isReadAndWritten(
      Tokens tokens, Column column, int width, int first, double[] expected) {
    int count = expected.length / width;
    // No more places than they need.
    double[] found = new double[expected.length];
    tokens.read(column, width, first, count, found);
    assertThat(found).isEqualTo(expected);
    int numbers = ROWS * STORED * width;
    LeafCotangent inOrder = new LeafCotangent(arena.writer(column), numbers);
    inOrder.begin(true);
    GaplessCotangent gapless = new GaplessCotangent(inOrder, 0, new Room());
    tokens.scatter(found, width, first, count, gapless);
    gapless.end(numbers);
    assertThat(inOrder.column().toArray()).isEqualTo(strewn(expected, width, 1));
    LeafCotangent twice = new LeafCotangent(arena.writer(column), numbers);
    for (int run = 0; run < 2; run++) {
      twice.begin(false);
      tokens.scatter(found, width, first, count, twice);
    }
    assertThat(twice.column().toArray()).isEqualTo(strewn(expected, width, 2));
  }

  /** So many times each number where it came from. */
  private static double[] strewn(double[] numbers, int width, int times) {
    double[] strewn = new double[ROWS * STORED * width];
    Arrays.stream(numbers).forEach(number -> strewn[(int) number] = times * number);
    return strewn;
  }
}
