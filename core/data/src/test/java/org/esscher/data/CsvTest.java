package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path directory;

  private List<String> read(String... lines) {
    return BatchRows.read(
        BatchRows.file(directory, "data.csv", String.join("\n", lines)), ReadOptions.defaults());
  }

  @Test
  void findsTypesOut() {
    assertThat(
            read(
                "i,x,b,s,zip,l",
                "1,1.5,true,one,007,\"[1, 2.5]\"",
                "-2,.5e1,False,12,8,[]",
                "9007199254740993,3,TRUE,\"a \"\"b\"\",\nc\",é,[3]"))
        .containsExactly(
            "i:integer x:number b:boolean s:text zip:text l:list<number>",
            "i=1 x=1.5 b=1 s=<one> zip=<007> l=[1.0, 2.5]",
            "i=-2 x=5.0 b=0 s=<12> zip=<8> l=[]",
            "i=9007199254740993 x=3.0 b=1 s=<a \"b\",\nc> zip=<é> l=[3.0]");
  }

  @Test
  void takesEmptyFieldsForMissing() {
    assertThat(read("a,b,c", ",x,", "1,,", "2,\"\",nan", ",\"y\",0.5"))
        .containsExactly(
            "a:integer b:text c:number",
            "a=null b=<x> c=null",
            "a=1 b=null c=null",
            "a=2 b=<> c=null",
            "a=null b=<y> c=0.5");
  }

  @Test
  void keepsQuotedEmptiesOfWhatTurnsOutToBeText() {
    assertThat(read("a,b", "\"\",\"\"", "word,5"))
        .containsExactly("a:text b:integer", "a=<> b=null", "a=<word> b=5");
  }

  @Test
  void dropsTheIndexOfPandas() {
    assertThat(read(",a", "0,5", "1,6")).containsExactly("a:integer", "a=5", "a=6");
  }

  @Test
  void readsInfinities() {
    assertThat(read("x,y,z", "inf,1,Infinity", "-inf,-Infinity,word"))
        .containsExactly(
            "x:number y:number z:text",
            "x=Infinity y=1.0 z=<Infinity>",
            "x=-Infinity y=-Infinity z=<word>");
  }

  @Test
  void takesKindsFromTheVocabulary() {
    assertThat(read("prompt,completion,propensity", "12,[1],1"))
        .containsExactly(
            "prompt:text completion:text propensity:number",
            "prompt=<12> completion=<[1]> propensity=1.0");
  }

  @Test
  void leavesTextThatOnlyLooksLikeAList() {
    assertThat(read("a", "[laughs] hi", "[1]"))
        .containsExactly("a:text", "a=<[laughs] hi>", "a=<[1]>");
  }

  @Test
  void readsVectors() {
    assertThat(read("features,hidden", "\"[1,2]\",\"[[1,2],[3,4]]\"", ",[]"))
        .containsExactly(
            "features:number[2] hidden:list<number[2]>",
            "features=[1.0, 2.0] hidden=[[1.0, 2.0], [3.0, 4.0]]",
            "features=null hidden=[]");
  }

  @Test
  void readsSeveralFilesInAnyOrderOfColumns() {
    Path first = BatchRows.gzip(directory, "a.csv.gz", "a,b\n1,x\n");
    Path second = BatchRows.file(directory, "b.csv", "\ufeffb,a\r\ny,2\r\n");
    try (Arena arena = Arena.root("test")) {
      assertThat(
              BatchRows.of(
                  Sources.open(List.of(first, second), ReadOptions.defaults()).readAll(arena)))
          .containsExactly("a:integer b:text", "a=1 b=<x>", "a=2 b=<y>");
    }
  }

  @Test
  void tellsNumbersFromOtherText() {
    NumberForm form = new NumberForm();
    String[] texts = {
      "0", "-12", "+3", "007", "1.", ".5", "1e5", "1e", ".", "-", "0x1", "1d", "-inf", "NaN",
      "1.5e-3"
    };
    List<NumberForm.Form> forms =
        Arrays.stream(texts).map(text -> form.of(text.toCharArray(), 0, text.length())).toList();
    assertThat(forms)
        .containsExactly(
            NumberForm.Form.INTEGER,
            NumberForm.Form.INTEGER,
            NumberForm.Form.INTEGER,
            NumberForm.Form.OTHER,
            NumberForm.Form.DECIMAL,
            NumberForm.Form.DECIMAL,
            NumberForm.Form.DECIMAL,
            NumberForm.Form.OTHER,
            NumberForm.Form.OTHER,
            NumberForm.Form.OTHER,
            NumberForm.Form.OTHER,
            NumberForm.Form.OTHER,
            NumberForm.Form.NEGATIVE_INFINITY,
            NumberForm.Form.OTHER,
            NumberForm.Form.DECIMAL);
  }
}
