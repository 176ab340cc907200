package org.esscher.plugins.base.text;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.plugins.base.model.ScalarColumn;

/**
 * Features of a text:
 *
 * <ol>
 *   <li value="0">log(1 + number of words),
 *   <li>log(1 + number of words that begin with a digit),
 *   <li>and from here on counts of hashed words and of hashed runs of up to n words, scaled so that
 *       their squares sum to 1: what a text says, whatever its length.
 * </ol>
 *
 * <p>Words are those of {@link Words}. Features of texts that were seen lately are remembered. Not
 * thread-safe.
 */
public final class TextFeatures implements RowFeatures {
  /** Features that are not hashed. */
  static final int PLAIN = 2;

  /** 12 bytes each: 48 MB. */
  private static final int REMEMBERED_COMPONENTS = 4_000_000;

  private final String column;
  private final int buckets;
  private final int ngrams;
  private final FeatureHash hash;
  private final FeatureMemory memory = new FeatureMemory(REMEMBERED_COMPONENTS);

  /**
   * Features.
   *
   * @param column the column that holds the texts
   * @param buckets number of hashed features, at least 1
   * @param ngrams longest run of words that is a feature, at least 1
   * @param seed of the hash
   */
  public TextFeatures(String column, int buckets, int ngrams, long seed) {
    this.column = column;
    this.buckets = buckets;
    this.ngrams = ngrams;
    this.hash = new FeatureHash(buckets, seed);
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public int size() {
    return Math.addExact(PLAIN, buckets);
  }

  @Override
  public List<SparseVector> of(Batch batch) {
    ScalarColumn texts = ScalarColumn.of(batch, column);
    return IntStream.range(0, batch.rows()).mapToObj(row -> of(texts.text(row))).toList();
  }

  /**
   * The features of a text.
   *
   * @param text any text
   * @return a vector of {@link #size} components
   */
  public SparseVector of(String text) {
    return memory.get(text, this::extracted);
  }

  private SparseVector extracted(String text) {
    List<String> words = Words.of(text);
    int[] hashed =
        Arrays.stream(WordRuns.hashes(words, ngrams, hash))
            .mapToInt(hash::bucket)
            .sorted()
            .toArray();
    int[] indices = new int[PLAIN + hashed.length];
    double[] values = new double[PLAIN + hashed.length];
    indices[1] = 1;
    values[0] = Math.log1p(words.size());
    values[1] = Math.log1p((double) words.stream().filter(Words::isNumber).count());
    int size = PLAIN;
    for (int bucket : hashed) {
      if (size == PLAIN || indices[size - 1] != PLAIN + bucket) {
        indices[size++] = PLAIN + bucket;
      }
      values[size - 1]++;
    }
    scale(values, size);
    return new SparseVector(Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }

  /** Scales hashed counts to length 1. */
  private static void scale(double[] values, int size) {
    double squares = 0;
    for (int i = PLAIN; i < size; i++) {
      squares += values[i] * values[i];
    }
    for (int i = PLAIN; i < size; i++) {
      values[i] /= Math.sqrt(squares);
    }
  }
}
