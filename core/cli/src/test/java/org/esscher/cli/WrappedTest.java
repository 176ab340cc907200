package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTest {
  @Test
  void linesBreakBetweenWordsAtAHundredCharacters() {
    String word = "x".repeat(48);

    // "a " and two words of 48 with a space between are 99 characters; a third doesn't fit.
    assertThat(Wrapped.lines(word + " " + word + " " + word, "a ", "    ", 100))
        .containsExactly("a " + word + " " + word, "    " + word);
  }

  @Test
  void aWordThatIsLongerStandsAlone() {
    String word = "x".repeat(120);

    assertThat(Wrapped.lines("a " + word + " b", "", "  ", 100))
        .containsExactly("a", "  " + word, "  b");
  }

  @Test
  void noTextIsItsBeginning() {
    assertThat(Wrapped.lines("", "title", "  ", 100)).containsExactly("title");
  }

  @Test
  void aLineThatFitsStaysAsItIs() {
    assertThat(Wrapped.line("  a  b", "    ", 6)).containsExactly("  a  b");
    assertThat(Wrapped.line("  a  b", "    ", 4)).containsExactly("  a", "    b");
  }
}
