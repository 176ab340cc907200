package org.esscher.plugins.genarm;

import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Keeps pairs that models over some characters can read: no other character in prompt and answers,
 * and answers neither empty nor too long.
 *
 * @param characters the models'
 * @param maxAnswer most characters of an answer
 */
record ReadablePairs(Set<String> characters, int maxAnswer) implements Transform {
  /**
   * Copies.
   *
   * @param characters as for the record
   * @param maxAnswer as for the record
   */
  ReadablePairs {
    characters = Set.copyOf(characters);
  }

  @Override
  public Batch apply(Batch pairs, State fitted, Context context) {
    Column chosen = pairs.column("chosen");
    Column rejected = pairs.column("rejected");
    return pairs.take(
        IntStream.range(0, pairs.rows())
            .filter(row -> fits(chosen.text(row)) && fits(rejected.text(row)))
            .filter(row -> !pairs.has("prompt") || readable(pairs.column("prompt").text(row)))
            .toArray());
  }

  private boolean fits(String answer) {
    int length = answer.codePointCount(0, answer.length());
    return length > 0 && length <= maxAnswer && readable(answer);
  }

  private boolean readable(String text) {
    return text.codePoints().allMatch(one -> characters.contains(Character.toString(one)));
  }
}
