package org.esscher.api;

/**
 * What a {@link CustomObjective}, {@link Learner} or {@link CustomStatistic} declared in {@code
 * reads}, filled.
 */
public interface Data {
  /**
   * The values of one declared expression.
   *
   * @param read its name
   * @return as many rows as its slot (groups, when it is at GROUP); ragged when it is at TOKEN
   */
  Column get(String read);

  /**
   * The stored rows of a slot, for what is no number.
   *
   * @param slot the slot
   * @return the batch as it came in, model outputs not included
   */
  Batch batch(String slot);

  /**
   * The group of each row.
   *
   * @param slot a grouped slot
   * @return group numbers from 0, in the order of first appearance; each row its own group where
   *     the slot isn't grouped
   */
  int[] groups(String slot);
}
