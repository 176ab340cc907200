package org.esscher.plugins.base.text;

import java.util.List;

/** Hashes of words and of runs of several words. */
final class WordRuns {
  private WordRuns() {}

  /**
   * The hashes of all runs of 1 to n words, by length, then by place.
   *
   * @param words in order
   * @param ngrams n, at least 1
   * @param hash hashes words
   * @return one a run, repetitions included
   */
  static long[] hashes(List<String> words, int ngrams, FeatureHash hash) {
    int count = 0;
    for (int length = 1; length <= ngrams; length++) {
      count += Math.max(0, words.size() - length + 1);
    }
    long[] single = words.stream().mapToLong(hash::of).toArray();
    long[] runs = single.clone();
    long[] found = new long[count];
    int place = 0;
    for (int length = 1; length <= ngrams; length++) {
      for (int first = 0; first + length <= single.length; first++) {
        if (length > 1) {
          runs[first] = hash.of(runs[first], single[first + length - 1]);
        }
        found[place++] = runs[first];
      }
    }
    return found;
  }
}
