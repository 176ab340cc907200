package org.esscher.data;

/** The final answer at the end of a worked solution of GSM8K. */
final class FinalAnswer {
  private static final String HASHES = "####";
  private static final String LETTER = "\nA:";

  private FinalAnswer() {}

  /**
   * What stands behind the last {@code ####} or line-beginning {@code A:}, trimmed; an error with
   * its place if nothing.
   */
  static String required(RawRows raw, int row, String column, String worked) {
    String text = worked.startsWith("A:") ? "\n" + worked : worked;
    int hashes = text.lastIndexOf(HASHES);
    int letter = text.lastIndexOf(LETTER);
    String answer = "";
    if (hashes >= 0) {
      answer = text.substring(hashes + HASHES.length()).strip();
    } else if (letter >= 0) {
      answer = text.substring(letter + LETTER.length()).strip();
    }
    if (answer.isEmpty()) {
      throw raw.refuse(
          row,
          column,
          worked,
          "no final answer follows '####' or 'A:' at its end; correct the row or choose layout"
              + " 'plain'");
    }
    return answer;
  }
}
