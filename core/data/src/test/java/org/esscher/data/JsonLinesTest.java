package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path directory;

  private List<String> read(String... lines) {
    return BatchRows.read(
        BatchRows.file(directory, "data.jsonl", String.join("\n", lines)), ReadOptions.defaults());
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(
            read(
                "{\"i\":1,\"x\":1.5,\"b\":true,\"s\":\"a\\u00e9\\n\\\"\",\"l\":[1,2.5],\"t\":[\"x\"],\"v\":[[1,2],[3,4]]}",
                "{\"i\":9007199254740993,\"x\":-2e3,\"b\":false,\"s\":\"\",\"l\":[],\"t\":[],\"v\":[]}"))
        .containsExactly(
            "i:integer x:number b:boolean s:text l:list<number> t:list<text> v:list<integer[2]>",
            "i=1 x=1.5 b=1 s=<aé\n\"> l=[1.0, 2.5] t=[<x>] v=[[1.0, 2.0], [3.0, 4.0]]",
            "i=9007199254740993 x=-2000.0 b=0 s=<> l=[] t=[] v=[]");
  }

  @Test
  void takesNullNanAndAbsentKeysForMissing() {
    assertThat(
            read(
                "{\"a\":null,\"s\":null,\"l\":null}",
                "{\"b\":1,\"a\":\"NaN\",\"s\":\"x\"}",
                "{\"a\":2.5,\"l\":[1,null]}",
                "{\"a\":NaN,\"s\":NaN,\"b\":2}"))
        .containsExactly(
            "a:number s:text l:list<integer> b:integer",
            "a=null s=null l=[] b=null",
            "a=null s=<x> l=[] b=1",
            "a=2.5 s=null l=[1, null] b=null",
            "a=null s=null l=[] b=2");
  }

  @Test
  void takesInfinityForANumberUnlessTheColumnIsText() {
    assertThat(
            read(
                "{\"x\":\"-Infinity\",\"s\":\"Infinity\",\"n\":1,\"l\":[\"Infinity\",0]}",
                "{\"x\":1,\"s\":\"word\",\"n\":\"Infinity\",\"l\":[\"NaN\"]}",
                "{\"x\":-Infinity,\"s\":\"-Infinity\",\"n\":2}"))
        .containsExactly(
            "x:number s:text n:number l:list<number>",
            "x=-Infinity s=<Infinity> n=1.0 l=[Infinity, 0.0]",
            "x=1.0 s=<word> n=Infinity l=[null]",
            "x=-Infinity s=<-Infinity> n=2.0 l=[]");
  }

  @Test
  void widensWholeNumbersToNumbers() {
    assertThat(read("{\"a\":1}", "{\"a\":2.5}", "{\"a\":3}"))
        .containsExactly("a:number", "a=1.0", "a=2.5", "a=3.0");
  }

  @Test
  void findsTheWidthOfVectorsLate() {
    assertThat(
            read("{\"v\":[]}", "{\"v\":[null]}", "{\"v\":[null,[1,2]]}", "{\"v\":[[3,null],null]}"))
        .containsExactly(
            "v:list<integer[2]>",
            "v=[]",
            "v=[null]",
            "v=[null, [1.0, 2.0]]",
            "v=[[3.0, NaN], null]");
  }

  @Test
  void readsListsAsVectorsWhereTheVocabularySaysSo() {
    assertThat(
            read(
                "{\"next_observation\":null,\"action\":1,\"z\":[1,2]}",
                "{\"next_observation\":[1,2],\"action\":2,\"z\":[1,2]}"))
        .containsExactly(
            "next_observation:integer[2] action:integer z:list<integer>",
            "next_observation=null action=1 z=[1, 2]",
            "next_observation=[1.0, 2.0] action=2 z=[1, 2]");
    Path file = BatchRows.file(directory, "v.jsonl", "{\"z\":[1.5,2],\"features\":[1]}");
    assertThat(BatchRows.read(file, ReadOptions.defaults().withVectors("z").withLists("features")))
        .containsExactly("z:number[2] features:list<number>", "z=[1.5, 2.0] features=[1.0]");
  }

  @Test
  void readsListsOfVectorsUnderAVectorsName() {
    assertThat(read("{\"hidden\":[]}", "{\"hidden\":[[1,2],[3,4]]}"))
        .containsExactly("hidden:list<number[2]>", "hidden=[]", "hidden=[[1.0, 2.0], [3.0, 4.0]]");
  }

  @Test
  void takesDeclaredKinds() {
    Path file =
        BatchRows.file(directory, "k.jsonl", "{\"a\":1,\"reward\":true}\n{\"a\":2,\"reward\":1}");
    assertThat(BatchRows.read(file, ReadOptions.defaults().withKind("a", ValueKind.NUMBER)))
        .containsExactly("a:number reward:number", "a=1.0 reward=1.0", "a=2.0 reward=1.0");
  }

  @Test
  void skipsBlankLinesByteOrderMarkAndCarriageReturns() {
    assertThat(read("\ufeff{\"a\":1}\r", "", "  \t\r", "{\"a\":2}\r", ""))
        .containsExactly("a:integer", "a=1", "a=2");
  }

  @Test
  void readsPackedAndSeveralFiles() {
    Path first = BatchRows.gzip(directory, "a.jsonl.gz", "{\"a\":1}\n");
    Path second = BatchRows.file(directory, "b.json", "{\"a\":2}\n");
    try (Arena arena = Arena.root("test")) {
      Source source = Sources.open(List.of(first, second), ReadOptions.defaults());
      assertThat(BatchRows.of(source.readAll(arena))).containsExactly("a:integer", "a=1", "a=2");
      assertThat(source.name()).endsWith("a.jsonl.gz and 1 more");
    }
  }

  /** Four bytes that are a tab in UTF-32. Found by fuzzing. */
  @Test
  void refusesALineThatIsBlankInAnotherEncoding() {
    assertThatThrownBy(() -> read("\t\0\0\0"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("found nothing where a JSON object was expected");
  }
}
