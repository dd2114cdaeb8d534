-- The session for Ardour, but for its audio: `ardour7-lua ardour_session.lua`, with SESSION naming the new folder and
-- MIX a file that gives a table: tracks (gain, pan from 0 to 1, send gain) and plug-ins (uri, values by parameter).

local LV2, NO_GROUP = ARDOUR.PluginType.LV2, PBD.GroupControlDisposition.NoGroup
local LAST = ARDOUR.PresentationInfo.max_order
local mix = dofile(os.getenv("MIX"))

AudioEngine:set_backend("None (Dummy)", "", "")
local session = assert(create_session(os.getenv("SESSION"), "mix", mix.rate_hz))

local function insert(route, place, plugin)
  local made = ARDOUR.LuaAPI.new_plugin(session, plugin.uri, LV2, "")
  assert(not made:isnil(), plugin.uri .. " is missing")
  assert(route:add_processor_by_index(made, place, nil, true) == 0)
  for parameter, value in pairs(plugin.values) do
    assert(ARDOUR.LuaAPI.set_processor_param(made, parameter, value))
  end
end

local tracks = session:new_audio_track(1, 2, nil, #mix.tracks, "T", LAST, ARDOUR.TrackMode.Normal, true)
local bus = session:new_audio_route(2, 2, nil, 1, "Reverb", ARDOUR.PresentationInfo.Flag.AudioBus, LAST):front()
insert(bus, 0, mix.reverb)
local senders = ARDOUR.RouteListPtr()
for track in tracks:iter() do
  senders:push_back(track)
end
session:add_internal_sends(bus, ARDOUR.Placement.PostFader, senders)

local number = 0
for track in tracks:iter() do
  number = number + 1
  local values = mix.tracks[number]
  track:gain_control():set_value(values.gain, NO_GROUP)
  track:pan_azimuth_control():set_value(values.pan, NO_GROUP)
  track:nth_send(0):to_internalsend():gain_control():set_value(values.send_gain, NO_GROUP)
  for place, plugin in ipairs(mix.strip) do
    insert(track, place - 1, plugin)
  end
end
session:save_state("")
close_session()
quit()
