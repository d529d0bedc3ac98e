#!/usr/bin/env bash
# Seeds of the fuzz targets, from the tests' small files and the songs, into fuzz/seeds/<target>.
set -euo pipefail
cd "$(dirname "$0")/.."
seeds=fuzz/seeds
for target in midi hydrogen song pattern decode data_url soundfont; do mkdir -p $seeds/$target; done

# One track: tempo, a name, a program, two notes by running status, a bend, a pedal, an RPN, the end.
track='\x00\xff\x51\x03\x07\xa1\x20\x00\xff\x03\x04Lead\x00\xc0\x18\x00\x90\x3c\x64\x30\x3c\x00\x00\xe0\x00\x60\x00\xb0\x40\x7f\x00\x65\x00\x00\x64\x00\x00\x06\x0c\x20\x99\x24\x7f\x30\x89\x24\x40\x00\xff\x2f\x00'
length=$(printf "$track" | wc -c)
chunk() { printf "MTrk\x00\x00\x00\\x$(printf %02x "$length")$track"; }
{ printf 'MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60'; chunk; } > $seeds/midi/format-0.mid
{ printf 'MThd\x00\x00\x00\x06\x00\x01\x00\x02\x01\xe0'; chunk; chunk; } > $seeds/midi/format-1.mid
{ printf 'MThd\x00\x00\x00\x06\x00\x01\x00\x01\xe7\x28'; chunk; } > $seeds/midi/smpte.mid
size=$(wc -c < $seeds/midi/format-0.mid)
{ printf "RIFF\\x$(printf %02x $((size + 12)))\x00\x00\x00RMIDdata\\x$(printf %02x "$size")\x00\x00\x00"; cat $seeds/midi/format-0.mid; } > $seeds/midi/riff.rmi

layer='<instrumentComponent><component_id>0</component_id><gain>1</gain><layer><filename>a.wav</filename><min>0</min><max>1</max><gain>1</gain><pitch>0</pitch></layer></instrumentComponent>'
instrument="<instrument><id>0</id><name>Kick</name><drumkit>Kit</drumkit><pan>-0.5</pan><volume>1</volume><muteGroup>1</muteGroup>$layer</instrument>"
note='<note><position>24</position><velocity>0.4</velocity><pan>0.2</pan><pitch>1</pitch><key>D0</key><length>-1</length><instrument>0</instrument><probability>0.5</probability></note>'
cat > $seeds/hydrogen/song.h2song <<END
<?xml version="1.0"?><song><name>Beat</name><bpm>90</bpm><swing_factor>0.3</swing_factor><humanize_time>0.2</humanize_time><instrumentList>$instrument</instrumentList><patternList><pattern><name>A</name><size>192</size><noteList>$note</noteList></pattern></patternList><virtualPatternList><pattern><name>A</name></pattern></virtualPatternList><patternSequence><group><patternID>A</patternID></group></patternSequence><BPMTimeLine><newBPM><BAR>0</BAR><BPM>120</BPM></newBPM></BPMTimeLine></song>
END
echo "<drumkit_info><name>Kit</name><instrumentList>$instrument</instrumentList></drumkit_info>" > $seeds/hydrogen/kit.xml

cp songs/*.json $seeds/song/
find crates/import/tests/fixtures -name '*.json' -size -16k -exec cp {} $seeds/pattern/ \;
find crates/codec/tests/sounds -type f -size -64k -exec cp {} $seeds/decode/ \;
printf 'data:audio/wav;base64,UklGRg==' > $seeds/data_url/base64
printf 'data:audio/wav,RIFF%%00%%ff' > $seeds/data_url/plain
