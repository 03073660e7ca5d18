; What electron-builder's installer for Windows does not do itself: elektra-web:// links open the application.
; HKCU: the installer works for one person and asks for no administrator.

!macro customInstall
  DetailPrint "Links that begin with elektra-web://"
  WriteRegStr HKCU "Software\Classes\elektra-web" "" "URL:Elektra Web"
  WriteRegStr HKCU "Software\Classes\elektra-web" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\elektra-web\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr HKCU "Software\Classes\elektra-web\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey HKCU "Software\Classes\elektra-web"
  ${endIf}
!macroend
